"""What each opcode does, one file a family. Importing this registers them all with `dispatch`."""

from types import ModuleType

from fullgraph_tracer.interpreter.dispatch import Handler, number_table
from fullgraph_tracer.interpreter.opcodes import (
    building,
    calls,
    control,
    coroutines,
    exceptions,
    functions,
    imports,
    matching,
    names,
    operators,
    stack,
)

FAMILIES: tuple[ModuleType, ...] = (
    building,
    calls,
    control,
    coroutines,
    exceptions,
    functions,
    imports,
    matching,
    names,
    operators,
    stack,
)


def handlers() -> tuple[Handler, ...]:
    """Handlers by opcode number, for the running release."""
    return tuple(number_table())
