"""Every opcode of every supported CPython has exactly one handler, on whichever of them the tests run."""

import opcode as cpython
import sys

import pytest

from fullgraph_tracer.bytecode.versions import SUPPORTED, facts_for
from fullgraph_tracer.bytecode.versions.generate import body_opcodes
from fullgraph_tracer.interpreter import opcodes
from fullgraph_tracer.interpreter.dispatch import handler_table, number_table, opcode


@pytest.mark.parametrize("version", SUPPORTED)
def test_handlers_are_the_opcodes_of_the_release(version):
    assert set(handler_table(version)) == set(facts_for(version).OPCODES)


def test_the_committed_facts_are_those_of_the_running_release():
    facts = facts_for(sys.version_info[:2])
    assert dict(facts.OPCODES) == body_opcodes()
    assert tuple(symbol for _, symbol in cpython._nb_ops) == facts.BINARY_OPERATORS
    assert tuple(getattr(cpython, "_intrinsic_1_descs", ())) == facts.INTRINSICS_1
    assert tuple(getattr(cpython, "_intrinsic_2_descs", ())) == facts.INTRINSICS_2


def test_every_handler_cites_its_page():
    for version in SUPPORTED:
        for name, handler in handler_table(version).items():
            assert "https://docs.python.org/3" in (handler.__doc__ or ""), name


def test_overlapping_registrations_are_refused():
    with pytest.raises(ValueError, match="LOAD_FAST: "):
        opcode("LOAD_FAST", since=(3, 13))(lambda frame, inst: None)
    with pytest.raises(ValueError, match="FOR_ITER: "):
        opcode("FOR_ITER", since=(3, 10), until=(3, 12))(lambda frame, inst: None)
    assert len(opcodes.FAMILIES) == 11


def test_the_table_by_number_agrees_with_the_running_interpreter():
    table = number_table()
    for name, handler in handler_table(sys.version_info[:2]).items():
        assert table[cpython.opmap[name]] is handler


def test_unsupported_release():
    with pytest.raises(ImportError, match=r"3\.11, 3\.12, 3\.13, not of 3\.10"):
        facts_for((3, 10))
