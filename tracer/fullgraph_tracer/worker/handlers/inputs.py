"""`inputs`: for which functions of a file example inputs are found, with one import for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.errors import WorkerError
from fullgraph_tracer.worker.execute import Reporter, seed_all
from fullgraph_tracer.worker.handlers.prepare import Prepared

if TYPE_CHECKING:
    from fullgraph_vocab.wire import FoundInputs, InputsResult


def inputs(params: dict[str, Any], reporter: Reporter) -> InputsResult:
    """Import, and look for the inputs of each function. What keeps one function back keeps no other."""
    reporter.progress("looking for example inputs")
    prepared = Prepared({**params, "qualname": ""})
    return {"functions": [_look(prepared, qualname) for qualname in params["qualnames"]]}


def _look(prepared: Prepared, qualname: str) -> FoundInputs:
    seed_all()
    try:
        example = prepared.example(qualname)
    except WorkerError as error:
        return {"qualname": qualname, "inputs": None, "error": error.to_wire()}
    return {"qualname": qualname, "inputs": {"origin": example.origin, "spec": example.spec}}
