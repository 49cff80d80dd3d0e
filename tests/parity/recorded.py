"""The oracle's kept answers against truth files made elsewhere (`paritybench_dev.jsonl`, `hf_dev.jsonl`): a check of this
harness, not of the tracer.

    python -m tests.parity.run --source hf --oracle-only --limit 20 && python -m tests.parity.recorded --source hf
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .run import RESULTS
from .sources.locate import locate
from .store import OracleCache

if TYPE_CHECKING:
    from .observation import Observation


def paritybench_facts(entry: dict[str, Any]) -> dict[str, Any]:
    lines = {(b["line"], b["root_gb_type"]) for b in entry["breaks"] if b["line"] is not None}
    return {"graphs": entry["op_counts"], "whole": entry["break_count"] == 0, "sites": sorted(lines)}


def hf_facts(entry: dict[str, Any]) -> dict[str, Any]:
    sites = [s for s in entry["sites"] if s["kind"] != "recompile_limit"]
    lines = {(s.get("user_site", s)["line"], s["gb_type"]) for s in sites}
    return {
        "graph_count": entry["graph_count"],
        "ops": entry["op_count"],
        "whole": not entry["sites"],
        "sites": sorted(lines),
    }


def oracle_facts(seen: Observation, source: str) -> dict[str, Any]:
    sizes = [len(g.targets) for g in seen.graphs]
    sites = sorted({(line, gb_type) for _, line, gb_type in seen.sites})
    if source == "paritybench":
        return {"graphs": sizes, "whole": not seen.breaks, "sites": sites}
    return {"graph_count": len(sizes), "ops": sum(sizes), "whole": not seen.breaks, "sites": sites}


def recorded(source: str, data: Path) -> dict[str, dict[str, Any]]:
    """Facts by case name."""
    facts = {}
    path = data / f"{source}_dev.jsonl"
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if entry["status"] != "ok":
            continue
        if source == "hf":
            facts[f"{entry['model']}/{entry['mode']}"] = hf_facts(entry)
        else:
            stem = entry["file"].removeprefix("test_").removesuffix(".py")
            facts[f"{stem}::{entry['case_index']}::{entry['class_name']}"] = paritybench_facts(entry)
    return facts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", choices=("paritybench", "hf"), required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--generated", type=Path)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    source = locate(options.source, data=options.data, generated=options.generated)
    cache = OracleCache(options.results, source.name)
    known = recorded(options.source, options.data)
    same = different = 0
    for ref in source.cases():
        seen = cache.get(ref)
        if seen is None or ref.name not in known:
            continue
        mine, theirs = oracle_facts(seen, options.source), known[ref.name]
        if mine == theirs:
            same += 1
            continue
        different += 1
        print(f"{ref.name} {seen.error}")
        for key in mine:
            if mine[key] != theirs[key]:
                print(f"    {key}: here {mine[key]}, recorded {theirs[key]}")
    print(f"{same} agree, {different} differ")
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
