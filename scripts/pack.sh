#!/usr/bin/env bash
# Makes what a release publishes, into the folder artifacts/: the npm package, the desktop bundle, the list of everything
# that they were built with (CycloneDX), and check sums. After npm ci.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p artifacts
npm pack --pack-destination artifacts
npm run bundle
mv snovio-mcp.mcpb artifacts/
npm sbom --sbom-format cyclonedx --package-lock-only > artifacts/sbom.cdx.json
cd artifacts
rm -f SHA256SUMS
shasum -a 256 -- * > SHA256SUMS
