"""What torch raises when an operator runs on fake tensors, as the graph break that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.errors import GraphBreak, TracerBug, UserRaised
from fullgraph_tracer.graph.fake import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    GuardOnDataDependentSymNode,
    UnsupportedFakeTensorException,
    UnsupportedOperatorException,
)
from fullgraph_vocab.breaks import data, operators

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx


def break_for(tx: Tx, op: str, target: Any, error: Exception) -> Exception:
    """The exception to raise for what running `target` on fakes raised."""
    if isinstance(error, GraphBreak | UserRaised | TracerBug):
        return error
    name = target if isinstance(target, str) else getattr(target, "__name__", str(target))
    cause = error.__cause__ or error
    if isinstance(cause, DataDependentOutputException):
        return GraphBreak(data.DATA_DEPENDENT_OP, name=str(cause.func))
    if isinstance(cause, DynamicOutputShapeException):
        gb = "GB0037" if tx.config.capture_dynamic_output_shape_ops else "GB0036"
        return GraphBreak(data.DYNAMIC_SHAPE_OP, gb=gb, name=str(cause.func))
    if isinstance(cause, UnsupportedOperatorException):
        return GraphBreak(operators.OP_WITHOUT_FAKE, gb="GB0090", name=str(cause.func))
    if isinstance(cause, GuardOnDataDependentSymNode):
        title = str(cause).partition("\n")[0]
        return GraphBreak(data.SYMBOL_UNSUPPORTED, title=title, detail=f"{name} needs the value of {title}")
    if isinstance(error, NotImplementedError | UnsupportedFakeTensorException):
        return GraphBreak(operators.OP_WITHOUT_FAKE, gb="GB0087", name=name)
    if isinstance(cause, TypeError) and "argument" in str(cause):
        return GraphBreak(operators.OP_FAILS, gb="GB0112", detail=f"{name}: {cause}")
    # The program most likely fails here in eager too. Dynamo raises an error of this title; a break says where.
    return GraphBreak(operators.OP_FAILS, gb="GB4315", detail=f"{op} {name}: {type(error).__name__}: {error}")
