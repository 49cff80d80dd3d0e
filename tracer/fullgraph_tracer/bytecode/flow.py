"""Control flow over decoded instructions: successors, backward jumps, which fast locals are still needed."""

from __future__ import annotations

import dis
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode.instructions import DecodedCode, Instruction

_ENDS = frozenset(("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE"))
_ALWAYS_JUMPS = frozenset(("JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"))

_READS_ONE = frozenset(("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_CLOSURE"))
_WRITES_ONE = frozenset(("STORE_FAST",))
# DELETE_FAST fails on an unbound name, so it needs the binding; MAKE_CELL takes the argument's value into the cell
_READS_AND_WRITES_ONE = frozenset(("DELETE_FAST", "LOAD_FAST_AND_CLEAR", "MAKE_CELL"))
_NOTHING: frozenset[str] = frozenset()


def stack_effect(instruction: Instruction, *, jump: bool | None = None) -> int:
    """How much the stack grows; `jump=None` gives the larger of both ways.

    As `dis.stack_effect` says, but on 3.11 CALL does all of a call, and PRECALL nothing.
    """
    if instruction.opname == "PRECALL":
        return 0
    if instruction.opname == "CALL":
        return -1 - instruction.arg
    has_arg = instruction.opcode in _HAS_ARG
    return dis.stack_effect(instruction.opcode, instruction.arg if has_arg else None, jump=jump)


_HAS_ARG = frozenset(number for number in range(256) if number >= dis.HAVE_ARGUMENT)


def successors(decoded: DecodedCode, index: int) -> list[int]:
    """Where execution can go after an instruction, its exception handler included."""
    instruction = decoded.instructions[index]
    result = []
    if instruction.opname not in _ENDS and instruction.opname not in _ALWAYS_JUMPS:
        result.append(index + 1)
    if instruction.target_index >= 0:
        result.append(instruction.target_index)
    if instruction.handler is not None:
        result.append(instruction.handler.target)
    return result


def has_backedge(decoded: DecodedCode, at: int | None = None) -> bool:
    """Whether the code jumps backward; with `at`, whether it does so from there on to before it: `at` is in a loop."""
    if at is None:
        return any(0 <= i.target_index <= i.index for i in decoded.instructions)
    return any(0 <= i.target_index < at for i in decoded.instructions[at:])


def live_locals(decoded: DecodedCode, index: int) -> frozenset[str]:
    """The fast locals whose values may still be read from `index` on (before that instruction executes).

    Cells are not fast locals; a parameter that is also a cell is one up to its MAKE_CELL.
    """
    if decoded.local_uses is None:
        decoded.local_uses = _liveness(decoded)
    return decoded.local_uses[index]


def _uses(instruction: Instruction) -> tuple[frozenset[str], frozenset[str]]:
    """The names it reads before writing, and those it writes."""
    name, value = instruction.opname, instruction.argval
    if name in _READS_ONE:
        return frozenset((value,)), _NOTHING
    if name in _WRITES_ONE:
        return _NOTHING, frozenset((value,))
    if name in _READS_AND_WRITES_ONE:
        return frozenset((value,)), frozenset((value,))
    if name == "LOAD_FAST_LOAD_FAST":
        return frozenset(value), _NOTHING
    if name == "STORE_FAST_STORE_FAST":
        return _NOTHING, frozenset(value)
    if name == "STORE_FAST_LOAD_FAST":
        stored, loaded = value
        return (_NOTHING if loaded == stored else frozenset((loaded,))), frozenset((stored,))
    return _NOTHING, _NOTHING


def _liveness(decoded: DecodedCode) -> list[frozenset[str]]:
    """Backward data flow, last instruction first, until nothing changes: loops need a few rounds."""
    count = len(decoded.instructions)
    first = frozenset(decoded.code.co_varnames[: min(1, decoded.code.co_argcount)])
    uses = [
        (first, _NOTHING) if i.opname == "LOAD_GLOBAL" and i.argval == "super" else _uses(i)  # `super()` takes it
        for i in decoded.instructions
    ]
    following = [[s for s in successors(decoded, i) if s < count] for i in range(count)]
    live = [_NOTHING] * count
    changed = True
    while changed:
        changed = False
        for i in range(count - 1, -1, -1):
            out = _NOTHING
            for s in following[i]:
                out |= live[s]
            read, written = uses[i]
            handler = decoded.instructions[i].handler
            now = read | (out - written)
            if handler is not None and written:  # it may raise before it writes
                now |= live[handler.target]
            if now != live[i]:
                live[i] = now
                changed = True
    return live
