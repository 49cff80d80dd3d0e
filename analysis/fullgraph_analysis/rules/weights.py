"""FG607: layers that are made while tracing, with the parameters of theirs."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit
from fullgraph_analysis.eval.values import FALSE
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.operators import PARAMETER

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Dropout(0.5)(x)
""",
)
INVALID = (
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Linear(4, 4)(x)
""",
        3,
    ),
)
_SIZES = frozenset(
    "in_features in_channels num_features normalized_shape num_embeddings num_channels embed_dim".split()
)
"""Parameters of layers that have weights."""


@rule(Call)
def layer(event: Call) -> Hit | None:
    """`nn.Linear(4, 4)` inside the traced code makes parameters there."""
    names = {name for name, _ in FACTS.module_parameters(event.name) or ()}
    without = event.args.keywords.get("affine", event.args.keywords.get("elementwise_affine"))
    if names.isdisjoint(_SIZES) or without == FALSE or ("track_running_stats" in names and "affine" not in names):
        return None
    return Hit(PARAMETER)
