"""Write `upstream_2_13.json`: id and title of every graph break in the installed torch's own registry.

Run with the interpreter that has torch: `python -m fullgraph_vocab.breaks.generate_upstream`. Facts only: the ids and
the titles by which torch reports them. torch itself is not imported, so this takes no time and needs no GPU.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

REGISTRY = "torch/_dynamo/graph_break_registry.json"


def installed_titles() -> tuple[str, dict[str, str]]:
    """The release of the installed torch, such as `2.13`, and its title for every id.

    An id may have several entries, the newest first; the others are former titles.
    """
    torch = distribution("torch")
    registry = json.loads(Path(str(torch.locate_file(REGISTRY))).read_text(encoding="utf-8"))
    release = ".".join(torch.version.split(".")[:2])
    return release, {gb_id: entries[0]["Gb_type"] for gb_id, entries in sorted(registry.items())}


def main() -> int:
    try:
        release, titles = installed_titles()
    except PackageNotFoundError:
        print("torch is not installed for this interpreter", file=sys.stderr)  # noqa: T201 - a script's message
        return 2
    target = Path(__file__).with_name(f"upstream_{release.replace('.', '_')}.json")
    target.write_text(json.dumps(titles, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(titles)} ids of torch {release}")  # noqa: T201 - a script's message
    return 0


if __name__ == "__main__":
    sys.exit(main())
