#!/usr/bin/env bash
# Makes what a release publishes, into the folder artifacts/: the npm package and the desktop bundle. After npm ci.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p artifacts
npm pack --pack-destination artifacts
npm run bundle
mv snovio-mcp.mcpb artifacts/
