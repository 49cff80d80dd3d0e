"""Streams, events, and the parameters of attention kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.building.registry import builds, builds_where
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.sdpa import FIELDS, SDPAParamsVariable
from fullgraph_tracer.variables.streams import EventVariable, StreamContextVariable, StreamVariable, look_up
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, torch.Stream), rank=20)
def stream(tx: Tx, value: torch.Stream, source: Source | None) -> VariableTracker:
    """A stream that exists before the trace."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = StreamVariable(look_up(tx, value), value, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda value: isinstance(value, torch.Event), rank=20)
def event(tx: Tx, value: torch.Event, source: Source | None) -> VariableTracker:
    """An event that exists before the trace."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = EventVariable(look_up(tx, value), value, source=source)
    tx.effects.track(value, made)
    return made


@models(torch.Stream)
def new_stream(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
    """`torch.Stream(...)`: made while tracing, and looked up by the graph."""
    given = [arg.as_constant() for arg in args]
    try:
        made = torch.Stream(*given, **{name: value.as_constant() for name, value in kwargs.items()})
    except (RuntimeError, TypeError) as error:
        tx.raise_(type(error), *error.args)
    return StreamVariable(look_up(tx, made), made)


@models(torch.Event)
def new_event(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
    """`torch.Event(...)`: made while tracing, and looked up by the graph."""
    given = [arg.as_constant() for arg in args]
    try:
        made = torch.Event(*given, **{name: value.as_constant() for name, value in kwargs.items()})
    except (RuntimeError, TypeError) as error:
        tx.raise_(type(error), *error.args)
    return EventVariable(look_up(tx, made), made)


@models(torch.cuda.stream, torch.xpu.stream)
def stream_context(tx: Tx, stream: VariableTracker) -> VariableTracker:
    """`with torch.cuda.stream(s):`."""
    if not isinstance(stream, StreamVariable):
        tx.break_(exceptions.CONTEXT_MANAGER, type=stream.type_name())
    return StreamContextVariable(stream.value)


_PARAMS: Any = torch._C._SDPAParams  # noqa: SLF001 - torch.backends.cuda.SDPAParams


@builds(_PARAMS)
def sdpa_params(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The parameters of an attention call."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    fields: dict[str, VariableTracker] = {}
    for name in FIELDS:
        held = getattr(value, name)
        fields[name] = tx.wrap(held, None if source is None else AttrSource(source, name)).realize()
    proxies = tuple(field.as_proxy(tx) for field in fields.values())
    fakes = [field.fake if isinstance(field, TensorBase) else field.as_constant() for field in fields.values()]
    node = tx.graph.add("call_function", _PARAMS, proxies, {}, _PARAMS(*fakes))
    made = SDPAParamsVariable(node, value, fields, source=source)
    tx.effects.track(value, made)
    return made
