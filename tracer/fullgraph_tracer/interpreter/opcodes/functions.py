"""Making functions and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.dispatch import opcode

if TYPE_CHECKING:
    from types import CodeType

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame

DEFAULTS, KWDEFAULTS, ANNOTATIONS, CLOSURE = 1, 2, 4, 8
_ATTRIBUTES = {DEFAULTS: "defaults", KWDEFAULTS: "kwdefaults", ANNOTATIONS: "annotations"}


def _cells(frame: Frame, code: CodeType, closure: Any) -> tuple[Any, ...]:
    return tuple(frame.domain.unpack_sequence(frame, closure, len(code.co_freevars)))


@opcode("MAKE_FUNCTION", until=(3, 13))
def make_function_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-MAKE_FUNCTION."""
    code = frame.domain.constant_value(frame, frame.stack.pop())
    flags = inst.arg
    closure = _cells(frame, code, frame.stack.pop()) if flags & CLOSURE else None
    annotations = frame.stack.pop() if flags & ANNOTATIONS else None
    kwdefaults = frame.stack.pop() if flags & KWDEFAULTS else None
    defaults = frame.stack.pop() if flags & DEFAULTS else None
    function = frame.domain.make_function(
        frame,
        code,
        code.co_qualname,
        defaults=defaults,
        kwdefaults=kwdefaults,
        annotations=annotations,
        closure=closure,
    )
    frame.stack.append(function)


@opcode("MAKE_FUNCTION", since=(3, 13))
def make_function(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-MAKE_FUNCTION.

    The closure follows as the first SET_FUNCTION_ATTRIBUTE and is already on the stack. It is given to the domain now:
    a function cannot be made without its cells, other attributes can be set on it.
    """
    code = frame.domain.constant_value(frame, frame.stack.pop())
    closure = _cells(frame, code, frame.stack[-1]) if code.co_freevars else None
    function = frame.domain.make_function(
        frame, code, code.co_qualname, defaults=None, kwdefaults=None, annotations=None, closure=closure
    )
    frame.stack.append(function)


@opcode("SET_FUNCTION_ATTRIBUTE", since=(3, 13))
def set_function_attribute(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-SET_FUNCTION_ATTRIBUTE."""
    function = frame.stack.pop()
    value = frame.stack.pop()
    if inst.arg != CLOSURE:  # MAKE_FUNCTION has used that one
        frame.domain.set_function_attribute(frame, function, _ATTRIBUTES[inst.arg], value)
    frame.stack.append(function)


@opcode("LOAD_BUILD_CLASS")
def load_build_class(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_BUILD_CLASS."""
    frame.stack.append(frame.domain.load_build_class(frame))
