"""6xx: torch operators and modules: operators that take functions (64x)."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

HOP_EFFECT = define(
    "FG640",
    "side effect inside an operator's function",
    name="hop-effect",
    why="the function given to `{name}` changes something outside itself",
    hints=("return the new value instead of changing the old one", "clone() before changing in place"),
    upstream=("GB0067", "GB4413", "GB1177", "GB0041", "GB0040"),
)
COND = define(
    "FG641",
    "torch.cond that cannot be traced",
    name="cond",
    why="{detail}",
    hints=(
        "give a bool or 0-d bool tensor, two functions, and a tuple of tensors",
        "return the same structure from both",
    ),
    upstream=("GB0313", "GB0309", "GB0310", "GB0311", "GB0312", "GB0340", "GB0350"),
)
WHILE_LOOP = define(
    "FG642",
    "torch.while_loop that cannot be traced",
    name="while-loop",
    why="{detail}",
    hints=("let the condition return a 0-d bool tensor that depends on what the body changes",),
    upstream=("GB0303", "GB0304", "GB0308", "GB0339"),
)
SCAN = define(
    "FG643",
    "scan or associative_scan that cannot be traced",
    name="scan",
    why="{detail}",
    hints=("give non-empty tensors, and return from the step what the operator's documentation asks for",),
    upstream=(
        "GB0320",
        "GB0321",
        "GB0322",
        "GB0323",
        "GB0324",
        "GB0342",
        "GB0343",
        "GB0315",
        "GB0316",
        "GB0317",
        "GB0318",
        "GB0319",
        "GB0341",
    ),
)
MAP = define(
    "FG644",
    "torch.map that cannot be traced",
    name="map",
    why="{detail}",
    hints=("give non-empty tensors, as positional arguments",),
    upstream=("GB0326", "GB0325"),
)
HOP_MODULE = define(
    "FG645",
    "module called inside an operator's function",
    name="hop-module",
    why="a module cannot be called inside the function given to this operator",
    hints=("use torch.func.functional_call with its parameters as arguments",),
    upstream=("GB0073", "GB0074"),
)
HOP_ARGUMENT = define(
    "FG646",
    "operator that takes functions with unsupported arguments",
    name="hop-argument",
    why="{detail}",
    hints=("pass tensors and a plain function", "return tensors"),
    upstream=(
        "GB0302",
        "GB0301",
        "GB0314",
        "GB0351",
        "GB0355",
        "GB0306",
        "GB0307",
        "GB0349",
        "GB0356",
        "GB0329",
        "GB0330",
        "GB0331",
        "GB0332",
        "GB0333",
        "GB0334",
        "GB0335",
        "GB0336",
        "GB0338",
        "GB0344",
        "GB0042",
        "GB0017",
    ),
)
