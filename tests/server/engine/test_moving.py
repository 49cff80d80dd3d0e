"""Results move with the text."""

from hypothesis import given
from hypothesis import strategies as st

from fullgraph_server.engine.moving import Move
from fullgraph_server.engine.text import Text

OLD = Text("one\ntwo three\nfour\n")


def at(row, column):
    return {"row": row, "column": column}


def word(text, start, end):
    return text.content[
        text.offset(start["row"] - 1, start["column"] - 1) : text.offset(end["row"] - 1, end["column"] - 1)
    ]


def test_what_lies_before_stays_and_what_lies_behind_moves():
    new = Text("one\nnew\ntwo three\nfour\n")
    move = Move.between(OLD, new)
    assert move.span(at(1, 1), at(1, 4)) == (at(1, 1), at(1, 4))
    assert move.span(at(2, 5), at(2, 10)) == (at(3, 5), at(3, 10))


def test_what_an_edit_touches_is_gone():
    move = Move.between(OLD, Text("one\ntwo xxthree\nfour\n"))
    assert move.span(at(2, 1), at(2, 10)) is None
    assert move.span(at(2, 1), at(2, 4)) == (at(2, 1), at(2, 4))
    assert move.span(at(3, 1), at(3, 5)) == (at(3, 1), at(3, 5))


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30), st.data())
def test_a_span_that_is_kept_still_has_its_text(old, new, data):
    before, after = Text(old), Text(new)
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    places = [before.place(start), before.place(end)]
    first, last = ({"row": line + 1, "column": column + 1} for line, column in places)
    moved = Move.between(before, after).span(first, last)
    if moved is not None:
        assert word(after, *moved) == word(before, first, last)
