"""`decode` says what `dis` says, over the standard library."""

import dis
import importlib
import sys
import types

import pytest

from fullgraph_tracer.bytecode import decode, stack_effect

MODULES = ["argparse", "ast", "asyncio.base_events", "collections", "contextlib", "dataclasses", "decimal", "enum"]
MODULES += ["functools", "inspect", "json.decoder", "logging", "statistics", "tarfile", "typing", "unittest.mock"]


def code_objects(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from code_objects(constant)


def module_codes(name):
    module = importlib.import_module(name)
    with open(module.__file__, encoding="utf-8") as file:
        return list(code_objects(compile(file.read(), module.__file__, "exec")))


def expected(code):
    for instruction in dis.get_instructions(code):
        if instruction.opname not in ("EXTENDED_ARG", "CACHE"):
            yield instruction


def expected_argval(instruction, code):
    if instruction.opname == "BINARY_OP":
        return instruction.argrepr
    if instruction.opname == "KW_NAMES":
        return code.co_consts[instruction.arg]
    if instruction.opname.startswith("CALL_INTRINSIC"):
        return instruction.argrepr
    if instruction.opname == "COMPARE_OP":
        return instruction.argval.removeprefix("bool(").removesuffix(")")
    if instruction.opname in ("FORMAT_VALUE", "CONVERT_VALUE", "SET_FUNCTION_ATTRIBUTE"):
        return instruction.arg
    return instruction.argval


@pytest.mark.parametrize("name", MODULES)
def test_as_dis(name):
    for code in module_codes(name):
        ours = decode(code).instructions
        theirs = list(expected(code))
        assert [i.opname for i in ours] == [i.opname for i in theirs]
        for index, (mine, other) in enumerate(zip(ours, theirs)):
            assert (mine.index, mine.offset, mine.opcode) == (index, other.offset, other.opcode)
            if other.arg is not None:
                assert mine.arg == other.arg, mine
                assert repr(mine.argval) == repr(expected_argval(other, code)), mine
            assert mine.position == (
                other.positions.lineno,
                other.positions.end_lineno,
                other.positions.col_offset,
                other.positions.end_col_offset,
            )
            if other.opcode in dis.hasjrel:
                assert ours[mine.target_index].offset >= other.argval
                assert ours[mine.target_index - 1].offset < other.argval
            assert stack_effect(mine) == expected_effect(other)


def expected_effect(instruction):
    """3.11 takes the arguments of a call off the stack at PRECALL; our machine, as later releases, at CALL."""
    if instruction.opname == "PRECALL":
        return 0
    effect = dis.stack_effect(instruction.opcode, instruction.arg)
    if instruction.opname == "CALL" and "PRECALL" in dis.opmap:
        effect += dis.stack_effect(dis.opmap["PRECALL"], instruction.arg)
    return effect


@pytest.mark.parametrize("name", MODULES)
def test_exception_table_as_dis(name):
    for code in module_codes(name):
        decoded = decode(code)
        rows = dis._parse_exception_table(code)
        assert len(rows) == len(decoded.entries)
        for row, entry in zip(rows, decoded.entries):
            assert (entry.depth, entry.lasti) == (row.depth, row.lasti)
            assert decoded.index_of(row.start) == entry.start
            assert decoded.index_of(row.end) == entry.end
            assert decoded.index_of(row.target) == entry.target
        for instruction in decoded.instructions:
            inside = [r for r in rows if r.start <= instruction.offset < r.end]
            assert len(inside) <= 1
            assert (instruction.handler is None) == (not inside)


def test_decoded_once():
    code = test_decoded_once.__code__
    assert decode(code) is decode(code)


def test_long_jumps_and_arguments():
    lines = ["def f(x):", " while x:"] + [f"  v{i} = {i} + x" for i in range(400)] + ["  x -= 1", " return v399"]
    scope = {}
    exec("\n".join(lines), scope)
    decoded = decode(scope["f"].__code__)
    backward = [i for i in decoded.instructions if 0 <= i.target_index <= i.index]
    assert [i for i in backward if i.arg > 255] == backward != []
    assert {i.argval for i in decoded.instructions if i.opname == "STORE_FAST"} >= {"v0", "v399", "x"}


def test_span_counts_characters(tmp_path):
    path = tmp_path / "source.py"
    path.write_text('def f(x):\n    return "ä𝄞" + x.name\n', encoding="utf-8")
    scope = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), scope)
    load = next(i for i in decode(scope["f"].__code__).instructions if i.opname == "LOAD_ATTR")
    assert load.position == (2, 2, 22, 28)
    assert (load.span.file, *load.span.key) == (str(path), 2, 18, 2, 24)


def test_span_without_source():
    scope = {}
    exec(compile('def f(x):\n    return "ä" + x\n', "<nowhere>", "exec"), scope)
    add = next(i for i in decode(scope["f"].__code__).instructions if i.opname == "BINARY_OP")
    assert add.span.key == (2, 11, 2, 19)


def test_generated_code_has_no_span():
    code = compile("x = 1", "<none>", "exec").replace(co_linetable=b"")
    assert all(i.span is None for i in decode(code).instructions)


def test_doubled_locals():
    def f(a, b):
        return a + b

    argvals = [i.argval for i in decode(f.__code__).instructions]
    assert (("a", "b") in argvals) == (sys.version_info >= (3, 13))
