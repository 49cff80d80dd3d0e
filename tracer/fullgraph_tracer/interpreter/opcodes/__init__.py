"""What each opcode does, one file a family. Importing this registers them all with `dispatch`."""

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

FAMILIES = (
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
