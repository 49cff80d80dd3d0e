"""From a code object to instructions.

Written out instead of using `dis.get_instructions` because a trace decodes every function it inlines: this is several
times faster and reads no source file. A test holds it to `dis` over the standard library.
"""

from __future__ import annotations

import opcode as cpython
import sys
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode.instructions import DecodedCode, ExceptionEntry, Instruction
from fullgraph_tracer.bytecode.versions import facts_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

_VERSION = sys.version_info[:2]
_FACTS = facts_for(_VERSION)
_CACHE = cpython.opmap["CACHE"]
_EXTENDED_ARG = cpython.EXTENDED_ARG
_NAMES = list(cpython.opname)
_RELATIVE = frozenset(cpython.hasjrel)
_CONSTS = frozenset(cpython.hasconst)
_HAS_NAME = frozenset(cpython.hasname)
_LOCALS = frozenset(cpython.haslocal)
_FREE = frozenset(cpython.hasfree)
_BACKWARD = frozenset(number for name, number in cpython.opmap.items() if "JUMP_BACKWARD" in name)
_COMPARE_SHIFT = {(3, 11): 0, (3, 12): 4, (3, 13): 5}[_VERSION]
_NAME_SHIFT = {
    number: shift
    for name, shift in (("LOAD_GLOBAL", 1), ("LOAD_ATTR", 1 if _VERSION >= (3, 12) else 0), ("LOAD_SUPER_ATTR", 2))
    if (number := cpython.opmap.get(name)) is not None
}
_PAIRS = frozenset(
    number
    for name in ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")
    if (number := cpython.opmap.get(name)) is not None
)
# arguments that index a fixed table of the version
_TABLES: dict[int, tuple[str, ...]] = {
    number: table
    for name, table in (
        ("BINARY_OP", _FACTS.BINARY_OPERATORS),
        ("COMPARE_OP", tuple(cpython.cmp_op)),
        ("CALL_INTRINSIC_1", _FACTS.INTRINSICS_1),
        ("CALL_INTRINSIC_2", _FACTS.INTRINSICS_2),
    )
    if (number := cpython.opmap.get(name)) is not None
}
_TABLE_SHIFT = {cpython.opmap["COMPARE_OP"]: _COMPARE_SHIFT}
_NO_POSITION = (None, None, None, None)

# By identity, not equality: two equal code objects may come from different files. The entry keeps its code object
# alive, so an id is never reused; a trace lives in a process of its own, so nothing is ever dropped.
_decoded: dict[int, DecodedCode] = {}


def decode(code: CodeType) -> DecodedCode:
    """The instructions of `code`, decoded once."""
    known = _decoded.get(id(code))
    if known is None:
        known = _decoded[id(code)] = _decode(code)
    return known


def _decode(code: CodeType) -> DecodedCode:
    instructions: list[Instruction] = []
    index_of: dict[int, int] = {}
    jumps: list[Instruction] = []
    positions = list(code.co_positions())
    argval = _ArgumentReader(code)
    filename = code.co_filename
    for start, offset, number, arg, after in _units(code.co_code):
        index = len(instructions)
        for unit in range(start, offset + 2, 2):
            index_of[unit] = index
        is_jump = number in _RELATIVE
        value = after + (-2 if number in _BACKWARD else 2) * arg if is_jump else argval(number, arg)
        position = positions[offset >> 1] if positions else _NO_POSITION
        instruction = Instruction(
            index, offset, _NAMES[number], number, arg, value, position=position, filename=filename
        )
        instructions.append(instruction)
        if is_jump:
            jumps.append(instruction)
    index_of[len(code.co_code)] = len(instructions)
    for jump in jumps:
        jump.target_index = index_of[jump.argval]
    entries = tuple(_exception_entries(code.co_exceptiontable, index_of))
    for entry in entries:
        for instruction in instructions[entry.start : entry.end]:
            instruction.handler = entry
    return DecodedCode(code, instructions, entries, index_of)


def _units(code: bytes) -> Iterator[tuple[int, int, int, int, int]]:
    """Per instruction: offset of its first EXTENDED_ARG, own offset, opcode, argument, offset after its caches."""
    offset, size = 0, len(code)
    while offset < size:
        start, arg = offset, 0
        while code[offset] == _EXTENDED_ARG:
            arg = (arg | code[offset + 1]) << 8
            offset += 2
        number = code[offset]
        arg |= code[offset + 1]
        after = offset + 2
        while after < size and code[after] == _CACHE:
            after += 2
        yield start, offset, number, arg, after
        offset = after


class _ArgumentReader:
    """What an argument number stands for, in one code object."""

    def __init__(self, code: CodeType) -> None:
        self.consts = code.co_consts
        self.names = code.co_names
        arguments = set(code.co_varnames)
        # the "fast locals plus": locals, then cells that are not also locals, then free variables
        self.slots = (
            *code.co_varnames,
            *(name for name in code.co_cellvars if name not in arguments),
            *code.co_freevars,
        )

    def __call__(self, number: int, arg: int) -> Any:
        if number in _CONSTS:
            return self.consts[arg]
        if number in _HAS_NAME:
            return self.names[arg >> _NAME_SHIFT.get(number, 0)]
        if number in _LOCALS:
            if number in _PAIRS:
                return (self.slots[arg >> 4], self.slots[arg & 15])
            return self.slots[arg]
        if number in _FREE:
            return self.slots[arg]
        table = _TABLES.get(number)
        return arg if table is None else table[arg >> _TABLE_SHIFT.get(number, 0)]


def _exception_entries(table: bytes, index_of: dict[int, int]) -> Iterator[ExceptionEntry]:
    """The rows of `co_exceptiontable`, whose numbers are groups of six bits, the highest first."""
    numbers = _varints(table)
    for start in numbers:
        length, target, depth_lasti = next(numbers), next(numbers), next(numbers)
        yield ExceptionEntry(
            start=index_of[start * 2],
            end=index_of[(start + length) * 2],
            target=index_of[target * 2],
            depth=depth_lasti >> 1,
            lasti=bool(depth_lasti & 1),
        )


def _varints(table: bytes) -> Iterator[int]:
    value = 0
    for byte in table:
        value = (value << 6) | (byte & 0x3F)
        if not byte & 0x40:
            yield value
            value = 0
