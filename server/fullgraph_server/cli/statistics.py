"""Counts, for `check --statistics`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fullgraph_vocab.breaks import BREAKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_server.cli.checking import Checked


def show(checked: Sequence[Checked]) -> str:
    """By code and status, then how many functions were traced, and which were not for want of inputs."""
    findings = [found for one in checked for found in one.findings]
    by_code = Counter((found["code"], found["status"]) for found in findings)
    lines = [
        f"{count:>6}  {code}  {status:<9}  {BREAKS[code].title}"
        for (code, status), count in sorted(by_code.items(), key=lambda item: (-item[1], item[0]))
    ]
    functions = sum(len({function.qualname for function in one.functions}) for one in checked)
    traced = sum(len(one.traced) for one in checked)
    within = sum(len(one.within) for one in checked)
    parts = f", {within} of them within others" if within else ""
    lines.append(f"{len(checked)} files, {functions} functions that may be compiled, {traced} traced{parts}")
    for one in checked:
        if one.without_inputs:
            lines.append(f"no example inputs, so only predicted: {one.path}: {', '.join(one.without_inputs)}")
        if one.failed:
            lines.append(f"could not be traced: {one.path}: {', '.join(one.failed)}")
    return "\n".join(lines) + "\n"
