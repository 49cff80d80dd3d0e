"""Fast locals, cells, globals and the namespace of a class body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import NULL, Marker, SavedCell

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


def _load(frame: Frame, name: str) -> Any:
    """A fast local. From 3.13 on LOAD_FAST also reads a whole cell, to make a closure of it."""
    value = frame.locals.get(name, NULL)
    if value is not NULL:
        return value
    cell = frame.cells.get(name, NULL)
    if cell is not NULL:
        return cell
    raise frame.domain.unbound_local(frame, name, free=False)


def _store(frame: Frame, name: str, value: Any) -> None:
    """A fast local, or what LOAD_FAST_AND_CLEAR put aside: a cell, or that the name was unbound."""
    if isinstance(value, Marker):
        frame.locals.pop(name, None)
        if name in frame.code.co_cellvars:
            frame.cells.pop(name, None)
        if isinstance(value, SavedCell):
            frame.cells[name] = value.cell
        return
    frame.locals[name] = value


@opcode("LOAD_FAST")
@opcode("LOAD_FAST_CHECK", since=(3, 12))
def load_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_FAST."""
    value = frame.locals.get(inst.argval, NULL)
    frame.stack.append(_load(frame, inst.argval) if value is NULL else value)


@opcode("LOAD_FAST_AND_CLEAR", since=(3, 12))
def load_fast_and_clear(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_FAST_AND_CLEAR.

    A local shares its slot with the cell of its name, but not with a free variable of its name.
    """
    name = inst.argval
    if name in frame.cells and name in frame.code.co_cellvars:
        frame.stack.append(SavedCell(frame.cells.pop(name)))
    else:
        frame.stack.append(frame.locals.pop(name, NULL))


@opcode("LOAD_FAST_LOAD_FAST", since=(3, 13))
def load_fast_load_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-LOAD_FAST_LOAD_FAST."""
    first, second = inst.argval
    frame.stack.append(_load(frame, first))
    frame.stack.append(_load(frame, second))


@opcode("STORE_FAST")
def store_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_FAST."""
    _store(frame, inst.argval, frame.stack.pop())


@opcode("STORE_FAST_LOAD_FAST", since=(3, 13))
def store_fast_load_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-STORE_FAST_LOAD_FAST."""
    stored, loaded = inst.argval
    _store(frame, stored, frame.stack.pop())
    frame.stack.append(_load(frame, loaded))


@opcode("STORE_FAST_STORE_FAST", since=(3, 13))
def store_fast_store_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-STORE_FAST_STORE_FAST."""
    first, second = inst.argval
    _store(frame, first, frame.stack.pop())
    _store(frame, second, frame.stack.pop())


@opcode("DELETE_FAST")
def delete_fast(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_FAST."""
    if inst.argval not in frame.locals:
        raise frame.domain.unbound_local(frame, inst.argval, free=False)
    del frame.locals[inst.argval]


@opcode("MAKE_CELL")
def make_cell(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MAKE_CELL."""
    name = inst.argval
    value = frame.locals.pop(name, NULL)
    cell = frame.domain.make_cell(frame, name, None if value is NULL else value)
    if value is None:  # a domain whose values are Python objects: bound to None, not empty
        frame.domain.cell_set(frame, cell, value)
    frame.cells[name] = cell


@opcode("COPY_FREE_VARS")
def copy_free_vars(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-COPY_FREE_VARS."""
    frame.cells.update(zip(frame.code.co_freevars, frame.closure, strict=True))


@opcode("LOAD_CLOSURE", until=(3, 13))
def load_closure(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-LOAD_CLOSURE."""
    frame.stack.append(frame.cells[inst.argval])


@opcode("LOAD_DEREF")
def load_deref(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_DEREF."""
    name = inst.argval
    frame.stack.append(frame.domain.cell_get(frame, frame.cells[name], name))


@opcode("STORE_DEREF")
def store_deref(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_DEREF."""
    frame.domain.cell_set(frame, frame.cells[inst.argval], frame.stack.pop())


@opcode("DELETE_DEREF")
def delete_deref(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_DEREF."""
    frame.domain.cell_delete(frame, frame.cells[inst.argval], inst.argval)


@opcode("LOAD_CLASSDEREF", until=(3, 12))
def load_classderef(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-LOAD_CLASSDEREF."""
    _load_from(frame, frame.namespace, inst.argval)


@opcode("LOAD_FROM_DICT_OR_DEREF", since=(3, 12))
def load_from_dict_or_deref(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_FROM_DICT_OR_DEREF."""
    _load_from(frame, frame.stack.pop(), inst.argval)


def _load_from(frame: Frame, namespace: Any, name: str) -> None:
    domain = frame.domain
    cell = frame.cells[name]
    frame.stack.append(domain.load_from_namespace(frame, namespace, name, lambda: domain.cell_get(frame, cell, name)))


@opcode("LOAD_FROM_DICT_OR_GLOBALS", since=(3, 12))
def load_from_dict_or_globals(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_FROM_DICT_OR_GLOBALS."""
    domain, name = frame.domain, inst.argval
    namespace = frame.stack.pop()
    frame.stack.append(domain.load_from_namespace(frame, namespace, name, lambda: domain.load_global(frame, name)))


@opcode("LOAD_LOCALS", since=(3, 12))
def load_locals(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_LOCALS."""
    frame.stack.append(frame.namespace)


@opcode("LOAD_GLOBAL", until=(3, 13))
def load_global_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-LOAD_GLOBAL: NULL, if asked for, comes first."""
    if inst.arg & 1:
        frame.stack.append(NULL)
    frame.stack.append(frame.domain.load_global(frame, inst.argval))


@opcode("LOAD_GLOBAL", since=(3, 13))
def load_global(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-LOAD_GLOBAL: NULL, if asked for, comes last."""
    frame.stack.append(frame.domain.load_global(frame, inst.argval))
    if inst.arg & 1:
        frame.stack.append(NULL)


@opcode("STORE_GLOBAL")
def store_global(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_GLOBAL."""
    frame.domain.store_global(frame, inst.argval, frame.stack.pop())


@opcode("DELETE_GLOBAL")
def delete_global(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_GLOBAL."""
    frame.domain.delete_global(frame, inst.argval)


@opcode("LOAD_NAME")
def load_name(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_NAME."""
    frame.stack.append(frame.domain.load_name(frame, inst.argval))


@opcode("STORE_NAME")
def store_name(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_NAME."""
    frame.domain.store_name(frame, inst.argval, frame.stack.pop())


@opcode("DELETE_NAME")
def delete_name(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_NAME."""
    frame.domain.delete_name(frame, inst.argval)


@opcode("SETUP_ANNOTATIONS")
def setup_annotations(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-SETUP_ANNOTATIONS."""
    frame.domain.setup_annotations(frame)
