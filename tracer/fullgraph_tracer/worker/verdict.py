"""Torch's own verdict beside ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from fullgraph_tracer.worker.recording import Recording, Site, gb_ids

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Finding, TorchVerdict, TraceResult


def verdict(recording: Recording, traced: TraceResult) -> TorchVerdict:
    """What torch captured, and in what our trace differs from it."""
    differences = list(_differences(recording, traced))
    return {
        "version": torch.__version__,
        "graph_count": len(recording.graphs),
        "break_count": len(recording.sites),
        "agrees": not differences,
        "differences": differences,
    }


def _differences(recording: Recording, traced: TraceResult) -> list[str]:
    differences: list[str] = []
    if recording.error is not None:
        differences.append(f"torch.compile raises: {recording.error.splitlines()[0]}")
    if len(recording.graphs) != traced["graph_count"]:
        differences.append(f"torch captures {len(recording.graphs)} graphs, fullgraph {traced['graph_count']}")
    theirs = {_key(site): site for site in recording.sites}
    ours = {(str(Path(found["filename"])), found["location"]["row"]): found for found in traced["breaks"]}
    differences += [f"only torch breaks at {_shown_site(site)}" for key, site in theirs.items() if key not in ours]
    differences += [f"only fullgraph breaks at {_shown(found)}" for key, found in ours.items() if key not in theirs]
    return differences


def _key(site: Site) -> tuple[str, int]:
    return str(Path(site.file)), site.line


def _shown_site(site: Site) -> str:
    gb = gb_ids().get(site.gb_type)
    return f"{site.file}:{site.line} ({f'{gb}, ' if gb else ''}{site.gb_type})"


def _shown(found: Finding) -> str:
    return f"{found['filename']}:{found['location']['row']} ({found['code']}, {found['name']})"
