"""Code objects as lists of instructions with exact spans, on CPython 3.11, 3.12 and 3.13."""

from fullgraph_tracer.bytecode.decode import decode
from fullgraph_tracer.bytecode.flow import has_backedge, live_locals, stack_effect, successors
from fullgraph_tracer.bytecode.instructions import DecodedCode, ExceptionEntry, Instruction

__all__ = [
    "DecodedCode",
    "ExceptionEntry",
    "Instruction",
    "decode",
    "has_backedge",
    "live_locals",
    "stack_effect",
    "successors",
]
