# ruff: noqa: INP001 -- run by its path, never imported
"""Start the bundled server with the interpreter that runs this file."""

import sys
from pathlib import Path

LIBS = Path(__file__).parent / "libs"


def main() -> int:
    """Put the bundled packages first, those of this CPython's version among them, and start the command line."""
    own = LIBS / f"cp{sys.version_info.major}{sys.version_info.minor}"
    if not own.is_dir():
        supported = ", ".join(sorted(folder.name for folder in LIBS.glob("cp*"))) or "none"
        python = sys.version.split()[0]
        sys.stderr.write(f"the bundled fullgraph has no files for Python {python} (it has: {supported})\n")
        return 2
    sys.path[:0] = [str(LIBS / "fullgraph"), str(own)]
    from fullgraph_server.cli.main import main as fullgraph  # noqa: PLC0415 -- found only on the path made above

    return fullgraph()


if __name__ == "__main__":
    sys.exit(main())
