#!/usr/bin/env bash
# Builds the container image of each platform, into the folder artifacts/. What it builds is the same for all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p artifacts
for platform in amd64 arm64; do
  docker build --platform "linux/$platform" --tag "snovio-mcp:$platform" .
  docker save --output "artifacts/image-$platform.tar" "snovio-mcp:$platform"
done
