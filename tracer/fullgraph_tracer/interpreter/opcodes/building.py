"""Building containers and strings, and taking sequences apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame

_CONVERSIONS = {1: "str", 2: "repr", 3: "ascii"}


def _build(frame: Frame, kind: str, count: int) -> None:
    items = frame.pop_many(count)
    frame.stack.append(frame.domain.build(frame, kind, items))


@opcode("BUILD_TUPLE")
def build_tuple(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_TUPLE."""
    _build(frame, "tuple", inst.arg)


@opcode("BUILD_LIST")
def build_list(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_LIST."""
    _build(frame, "list", inst.arg)


@opcode("BUILD_SET")
def build_set(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_SET."""
    _build(frame, "set", inst.arg)


@opcode("BUILD_SLICE")
def build_slice(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_SLICE."""
    _build(frame, "slice", inst.arg)


@opcode("BUILD_STRING")
def build_string(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_STRING."""
    _build(frame, "string", inst.arg)


@opcode("BUILD_MAP")
def build_map(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_MAP."""
    items = frame.pop_many(2 * inst.arg)
    frame.stack.append(frame.domain.build_map(frame, items[::2], items[1::2]))


@opcode("BUILD_CONST_KEY_MAP")
def build_const_key_map(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BUILD_CONST_KEY_MAP."""
    domain = frame.domain
    names = domain.constant_value(frame, frame.stack.pop())
    keys = [domain.constant(frame, name) for name in names]
    frame.stack.append(domain.build_map(frame, keys, frame.pop_many(inst.arg)))


@opcode("LIST_APPEND")
def list_append(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LIST_APPEND."""
    item = frame.stack.pop()
    frame.domain.list_append(frame, frame.stack[-inst.arg], item)


@opcode("LIST_EXTEND")
def list_extend(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LIST_EXTEND."""
    items = frame.stack.pop()
    frame.domain.list_extend(frame, frame.stack[-inst.arg], items)


@opcode("LIST_TO_TUPLE", until=(3, 12))
def list_to_tuple(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-LIST_TO_TUPLE. Later an intrinsic."""
    frame.stack[-1] = frame.domain.list_to_tuple(frame, frame.stack[-1])


@opcode("SET_ADD")
def set_add(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-SET_ADD."""
    item = frame.stack.pop()
    frame.domain.set_add(frame, frame.stack[-inst.arg], item)


@opcode("SET_UPDATE")
def set_update(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-SET_UPDATE."""
    items = frame.stack.pop()
    frame.domain.set_update(frame, frame.stack[-inst.arg], items)


@opcode("MAP_ADD")
def map_add(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MAP_ADD."""
    key, value = frame.pop_many(2)
    frame.domain.map_add(frame, frame.stack[-inst.arg], key, value)


@opcode("DICT_UPDATE")
def dict_update(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DICT_UPDATE."""
    other = frame.stack.pop()
    frame.domain.dict_update(frame, frame.stack[-inst.arg], other)


@opcode("DICT_MERGE", until=(3, 13))
def dict_merge_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-DICT_MERGE. The callable is there for the message."""
    other = frame.stack.pop()
    frame.domain.dict_merge(frame, frame.stack[-inst.arg], other, frame.stack[-inst.arg - 2])


@opcode("DICT_MERGE", since=(3, 13))
def dict_merge(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-DICT_MERGE: a NULL lies above the callable."""
    other = frame.stack.pop()
    frame.domain.dict_merge(frame, frame.stack[-inst.arg], other, frame.stack[-inst.arg - 3])


@opcode("UNPACK_SEQUENCE")
def unpack_sequence(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-UNPACK_SEQUENCE."""
    items = frame.domain.unpack_sequence(frame, frame.stack.pop(), inst.arg)
    frame.stack.extend(reversed(items))


@opcode("UNPACK_EX")
def unpack_ex(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-UNPACK_EX."""
    items = frame.domain.unpack_ex(frame, frame.stack.pop(), inst.arg & 0xFF, inst.arg >> 8)
    frame.stack.extend(reversed(items))


@opcode("FORMAT_VALUE", until=(3, 13))
def format_value(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-FORMAT_VALUE."""
    domain = frame.domain
    spec = frame.stack.pop() if inst.arg & 4 else None
    value = frame.stack.pop()
    conversion = _CONVERSIONS.get(inst.arg & 3)
    if conversion is not None:
        value = domain.convert(frame, value, conversion)
    frame.stack.append(domain.format(frame, value, spec))


@opcode("CONVERT_VALUE", since=(3, 13))
def convert_value(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-CONVERT_VALUE."""
    frame.stack[-1] = frame.domain.convert(frame, frame.stack[-1], _CONVERSIONS[inst.arg])


@opcode("FORMAT_SIMPLE", since=(3, 13))
def format_simple(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-FORMAT_SIMPLE."""
    frame.stack[-1] = frame.domain.format(frame, frame.stack[-1], None)


@opcode("FORMAT_WITH_SPEC", since=(3, 13))
def format_with_spec(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-FORMAT_WITH_SPEC."""
    spec = frame.stack.pop()
    frame.stack[-1] = frame.domain.format(frame, frame.stack[-1], spec)
