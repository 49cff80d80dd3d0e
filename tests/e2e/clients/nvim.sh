#!/usr/bin/env bash
# The server under Neovim's own client, headless.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$here"/../workspace/*.py "$folder"
FULLGRAPH_E2E_FOLDER=$folder timeout 120 \
  nvim --headless -u NONE -i NONE -n -c "luafile $here/nvim.lua" "$folder/sample.py"
