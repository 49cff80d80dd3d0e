#!/usr/bin/env bash
# The end-to-end tests where it is not known what the machine has: set up, then run the suites named.
# Skips, and says so where nobody can miss it, if the editors cannot be installed here. A suite that fails is run once
# more, since a browser on a busy machine may be late; that it needed a second attempt is said.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$here/artifacts"
log="$here/artifacts/setup.log"
status=0
"$here/setup.sh" >"$log" 2>&1 || status=$?
if [ $status -ne 0 ]; then
  tail -20 "$log"
  echo
  echo "=============================================================================================="
  echo "END-TO-END TESTS NOT RUN: $(tail -1 "$log")"
  echo "=============================================================================================="
  [ $status -eq 75 ] || exit $status
  exit 0
fi
[ $# -gt 0 ] || set -- trust ui worker traps api interpreter nvim
for suite in "$@"; do
  "$here/run.sh" "$suite" || {
    echo "# $suite failed; once more"
    "$here/run.sh" "$suite"
  }
  # Packaged by the first run.
  export FULLGRAPH_E2E_VSIX="${FULLGRAPH_E2E_VSIX:-$(ls "$here"/../../vscode-client/fullgraph-*.vsix | head -1)}"
done
