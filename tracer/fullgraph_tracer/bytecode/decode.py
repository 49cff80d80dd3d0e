"""From a code object to instructions.

Written out instead of using `dis.get_instructions` because a trace decodes every function it inlines: this is several
times faster and reads no source file. A test holds it to `dis` over the standard library.
"""

from __future__ import annotations

import itertools
import opcode as cpython
import sys
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode.instructions import DecodedCode, ExceptionEntry, Instruction
from fullgraph_tracer.bytecode.versions import facts_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import CodeType

_VERSION = sys.version_info[:2]
_FACTS = facts_for(_VERSION)
_CACHE = cpython.opmap["CACHE"]
_EXTENDED_ARG = cpython.EXTENDED_ARG
_NAMES = list(cpython.opname)
_BACKWARD = frozenset(number for name, number in cpython.opmap.items() if "JUMP_BACKWARD" in name)

# What an argument is; kinds from `_FIRST_TABLE` on index a fixed table of the release.
_ITSELF, _CONST, _NAME, _SLOT, _PAIR, _JUMP, _FIRST_TABLE = range(7)
_TABLED = ("BINARY_OP", "COMPARE_OP", "CALL_INTRINSIC_1", "CALL_INTRINSIC_2")
_TABLES: tuple[tuple[str, ...], ...] = (
    _FACTS.BINARY_OPERATORS,
    tuple(cpython.cmp_op),
    _FACTS.INTRINSICS_1,
    _FACTS.INTRINSICS_2,
)
_PAIRS = ("LOAD_FAST_LOAD_FAST", "STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST")
# low bits of an argument that are flags: whether to push NULL, the mask of a comparison
_SHIFT_BY_NAME = {
    "LOAD_GLOBAL": 1,
    "LOAD_ATTR": 1 if _VERSION >= (3, 12) else 0,
    "LOAD_SUPER_ATTR": 2,
    "COMPARE_OP": {(3, 11): 0, (3, 12): 4, (3, 13): 5}[_VERSION],
}
_SHIFTS = [_SHIFT_BY_NAME.get(name, 0) for name in _NAMES]


def _kinds() -> list[int]:
    kinds = [_ITSELF] * len(_NAMES)
    for kind, numbers in (
        (_CONST, cpython.hasconst),
        (_NAME, cpython.hasname),
        (_SLOT, [*cpython.haslocal, *cpython.hasfree]),
        (_JUMP, cpython.hasjrel),
        (_PAIR, [cpython.opmap[name] for name in _PAIRS if name in cpython.opmap]),
    ):
        for number in numbers:
            kinds[number] = kind
    for table, name in enumerate(_TABLED):
        if name in cpython.opmap:
            kinds[cpython.opmap[name]] = _FIRST_TABLE + table
    return kinds


_KINDS = _kinds()
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
    jumps: list[Instruction] = []
    positions = list(code.co_positions()) or itertools.repeat(_NO_POSITION)
    filename = code.co_filename
    values = _argument_values(code)
    units = code.co_code
    size = len(units)
    index_of: dict[int, int] = {}
    index = extended = 0
    for (offset, number), position in zip(enumerate(units[::2]), positions, strict=False):
        if number == _CACHE:
            continue
        arg = extended | units[2 * offset + 1]
        own = 2 * offset
        index_of[own] = index
        if number == _EXTENDED_ARG:  # what jumps to the instruction jumps here
            extended = arg << 8
            continue
        extended = 0
        kind = _KINDS[number]
        table = values[kind]
        value = arg if table is None else table[arg >> _SHIFTS[number]]
        instruction = Instruction(index, own, _NAMES[number], number, arg, value, position, filename)
        if kind == _PAIR:
            slots = values[_SLOT]
            assert slots is not None
            instruction.argval = (slots[arg >> 4], slots[arg & 15])
        elif kind == _JUMP:
            distance = -arg if number in _BACKWARD else arg
            instruction.argval = own + 2 + 2 * (distance + _caches(units, own + 2))
            jumps.append(instruction)
        instructions.append(instruction)
        index += 1
    index_of[size] = index
    for jump in jumps:
        jump.target_index = index_of[jump.argval]
    entries = tuple(_exception_entries(code.co_exceptiontable, index_of))
    for entry in entries:
        for instruction in instructions[entry.start : entry.end]:
            instruction.handler = entry
    return DecodedCode(code, instructions, entries, index_of)


def _caches(units: bytes, offset: int) -> int:
    """How many CACHE entries follow there: jumps count from behind them."""
    count = 0
    while offset < len(units) and units[offset] == _CACHE:
        count += 1
        offset += 2
    return count


def _argument_values(code: CodeType) -> list[Sequence[Any] | None]:
    """By kind of argument, the table that it indexes; None where it stands for itself or is computed."""
    locals_ = code.co_varnames
    # the "fast locals plus": locals, then cells that are not also locals, then free variables
    slots = (*locals_, *(name for name in code.co_cellvars if name not in locals_), *code.co_freevars)
    return [None, code.co_consts, code.co_names, slots, None, None, *_TABLES]


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
