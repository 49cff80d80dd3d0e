"""Outside functions without a model of their own: what the facts about torch say they return."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import (
    CERTAIN,
    UNKNOWN,
    Const,
    Instance,
    ListObj,
    Opaque,
    Scalar,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.layers import layer_result
from fullgraph_analysis.models.numpy_functions import call_numpy
from fullgraph_analysis.models.results import tensor_result

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args


def call_outside(ev: Evaluator, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
    """The result of something that is known by name only."""
    if name.startswith("numpy."):
        result = call_numpy(name, args)
        return as_number(result) if f.quiet else result
    if FACTS.manager(name) is not None or is_exception(name):
        return Opaque(name)
    if not name.startswith("torch."):
        return UNKNOWN
    if name.endswith(".forward"):
        instance = args.positional[0]
        if isinstance(instance, Instance):
            return layer_result(instance, name.removesuffix(".forward"), args)
        return UNKNOWN
    if FACTS.module_parameters(name) is not None:
        return ev.make_layer(f, node, name, args)
    if FACTS.is_class(name):
        return Opaque(name)
    return function_result(name, args)


def is_exception(name: str) -> bool:
    """Whether a name is that of a builtin exception."""
    cls = getattr(builtins, name.removeprefix("builtins."), None) if name.startswith("builtins.") else None
    return isinstance(cls, type) and issubclass(cls, BaseException)


def as_number(value: Value) -> Value:
    """Outside of traced code numpy computes with numbers: an array of rank 0 is a number."""
    if isinstance(value, Tensor) and value.cls == "ndarray" and value.shape == ():
        return Scalar("int" if value.dtype is not None and "int" in value.dtype else "float")
    return value


def function_result(name: str, args: Args) -> Value:
    """What one of torch's functions returns."""
    entry = FACTS.function(name)
    if entry is None:
        return UNKNOWN
    short = name.rpartition(".")[2]
    special = tensor_result(short, args, function=True)
    if special is not None:
        return special
    return result_of_entry(entry, args)


def result_of_entry(entry: dict[str, object], args: Args) -> Value:
    """A result as the facts describe it."""
    first = next((arg for arg in (*args.positional, *args.keywords.values()) if isinstance(arg, Tensor)), None)
    sure = first.sure if first is not None else CERTAIN
    returns = entry.get("returns")
    probe = entry.get("result")
    if isinstance(probe, str):
        kind, _, rest = probe.partition(" ")
        if kind == "python":
            return Scalar(rest)  # type: ignore[arg-type]
        if kind == "tensor":
            folded = bool(args.positional) and first is None and any(scalar_type(arg) for arg in args.positional)
            return _probed(rest, first, sure, folded=folded)
        if kind in ("tuple", "list"):
            items = tuple(Tensor(first.dtype if first else None, None, sure=sure) for _ in range(int(rest)))
            return Tuple(items) if kind == "tuple" else ListObj(Tuple(None, items[0]))
    if isinstance(returns, list):
        if first is None and returns == ["Tensor"] and args.positional:
            return Tensor(None, None, folded=all(scalar_type(arg) is not None for arg in args.positional))
        return _returned(returns, sure)
    return UNKNOWN


def _probed(text: str, first: Tensor | None, sure: int, *, folded: bool) -> Value:
    shape, _, dtype = text.partition(" ")
    if first is None:
        return Tensor(None, None, sure=sure, folded=folded)
    kept = first.shape if shape == "same" else () if shape == "scalar" else None
    return Tensor(first.dtype if dtype == "same" else dtype, kept, sure=sure)


def _returned(returns: list[str], sure: int) -> Value:
    values: list[Value] = []
    for kind in returns:
        if kind in ("Tensor", "Tensor(a)", "Optional[Tensor]"):
            values.append(Tensor(None, None, sure=sure))
        elif kind == "List[Tensor]":
            values.append(Tuple(None, Tensor(None, None, sure=sure)))
        elif kind in ("bool", "int", "float"):
            values.append(Scalar(kind))  # type: ignore[arg-type]
        elif kind == "number":
            values.append(Scalar("float"))
        else:
            values.append(UNKNOWN)
    if not values:
        return Const(None)
    return values[0] if len(values) == 1 else Tuple(tuple(values))
