#!/usr/bin/env bash
# Builds with the pinned Node, then runs the tests with the Node that is first in PATH: `npm test` would use the pinned
# one. After npm ci.
set -euo pipefail
cd "$(dirname "$0")/.."
export CI=true
npm run build
node --version
node node_modules/vitest/vitest.mjs run "$@"
