"""The methods of the protocol and their handlers. Importing this loads torch."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.execute import Handler, answer
from fullgraph_tracer.worker.handlers.capture import capture
from fullgraph_tracer.worker.handlers.compile import compile_
from fullgraph_tracer.worker.handlers.confirm import confirm
from fullgraph_tracer.worker.handlers.trace import trace

if TYPE_CHECKING:
    from collections.abc import Mapping

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {"confirm": confirm, "trace": trace, "capture": capture, "compile": compile_}
)


def answer_with_handlers(request: dict[str, Any], result: int) -> None:
    """Answer one request, in its own process."""
    if request["method"] != "compile":
        # Tracing computes on small tensors: threads cost more than they give, and the user is typing.
        torch.set_num_threads(1)
    answer(request, result, HANDLERS)
