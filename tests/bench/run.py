"""Figures beside the targets of the design: `make bench`, or `python -m tests.bench.run [typing starting ...]`.

Exits 1 if a target is missed, 2 if something could not be measured.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

from .command_line import checking
from .editor import cancelling, memory, starting, typing
from .recording import recording
from .tracing import tracing

BENCHES = {
    "typing": typing,
    "starting": starting,
    "memory": memory,
    "cancelling": cancelling,
    "tracing": tracing,
    "checking": checking,
    "recording": recording,
}


def main(names: Sequence[str]) -> int:
    unknown = set(names) - set(BENCHES)
    if unknown:
        print(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(f"{'':58s} {'measured':>10s} {'at most':>10s}")
    missed = failed = False
    for name in names or BENCHES:
        try:
            for result in BENCHES[name]():
                print(result.row(), flush=True)
                missed |= not result.met or bool(result.note.startswith("exit"))
        except Exception:  # noqa: BLE001 - the other figures are still wanted
            failed = True
            print(f"{name}: could not be measured", flush=True)
            traceback.print_exc()
    return 2 if failed else int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
