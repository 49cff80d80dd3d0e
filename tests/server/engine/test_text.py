"""Places: line ends, encodings, astral characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullgraph_server.engine.text import Text, units

ODD = "a\fb\u2028c\x85d\r\ne😀f\rg\n"


def test_only_the_three_line_ends_end_a_line():
    text = Text(ODD)
    assert [text.line(number) for number in range(text.line_count)] == ["a\fb\u2028c\x85d", "e😀f", "g", ""]


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)])
def test_an_astral_character_counts_as_the_client_counts(encoding, expected):
    text = Text(ODD)
    assert text.to_units(1, 2, encoding) == expected
    assert text.from_units(1, expected, encoding) == 2


def test_a_position_inside_a_character_is_its_start_and_one_beyond_the_end_is_the_end():
    text = Text(ODD)
    assert text.from_units(1, 2, "utf-16") == 1
    assert text.from_units(1, 99, "utf-16") == 3
    assert text.from_units(9, 4, "utf-16") == 0


@given(st.text(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_units_are_those_of_the_codec(content, encoding):
    widths = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    if any(0xD800 <= ord(char) < 0xE000 for char in content):
        return
    assert units(content, encoding) == len(content.encode(codec)) // widths[encoding]


@given(st.text(alphabet="ab\r\n\f\u2028😀"), st.integers(0, 40))
def test_offset_and_place_are_inverse(content, offset):
    text = Text(content)
    at = min(offset, len(content))
    line, column = text.place(at)
    if column <= len(text.line(line)):
        assert text.offset(line, column) == at
