"""Documents: lines, encodings, chunks that survive errors elsewhere, and chunks that stay the same objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.documents.encoding import UndecodableError, decode
from fullgraph_analysis.documents.lines import LineIndex

TEXT = """import torch


class A(torch.nn.Module):
    limit = 3

    def __init__(self):
        super().__init__()

    def forward(self, x):
        return x


def helper(x):
    return x
"""


def names(document):
    return [(chunk.kind, chunk.name, chunk.first) for chunk in document.chunks]


def test_lines_split_as_python_splits_them():
    index = LineIndex("a\r\nb\rc\nd\x0ce\u2028f")
    assert [index.line(n) for n in range(1, len(index) + 1)] == ["a", "b", "c", "d\x0ce\u2028f"]


@given(st.text(alphabet="ab\r\n\x0c\u2028\U0001f600"))
def test_positions_and_offsets_agree(text):
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.position(offset)
        assert index.start(line) + column == offset
    assert "".join(index.lines(n, n) for n in range(1, len(index) + 1)) == text


def test_encodings():
    assert decode("\ufeffx = 1\n".encode()) == "x = 1\n"
    assert decode("# coding: latin-1\ns = 'ä'\n".encode("latin-1")).endswith("'ä'\n")
    for bad in (b"\xff\xfe\x00", b"# coding: nonsense\n", b"s = '\xe4'\n"):
        with pytest.raises(UndecodableError):
            decode(bad)


def test_chunks_are_statements_and_members():
    assert names(Document("a.py", TEXT)) == [
        ("statement", "", 1),
        ("class", "A", 4),
        ("statement", "", 5),
        ("function", "__init__", 7),
        ("function", "forward", 10),
        ("function", "helper", 14),
    ]


def test_an_edit_keeps_the_other_chunks():
    document = Document("a.py", TEXT)
    before = list(document.chunks)
    document.update(
        TEXT.replace("import torch\n", "import torch\n\n# more\n").replace(
            "        return x\n", "        return x + 1\n"
        ),
        2,
    )
    kept = [chunk for chunk in document.chunks if any(chunk is old for old in before)]
    assert [chunk.name for chunk in kept] == ["", "A", "", "__init__", "helper"]
    assert document.chunks[-1].first == 16


@pytest.mark.parametrize("broken", ["return x +", "if x:", "x = (1,", "def def", "'''", "return ]"])
def test_a_syntax_error_takes_nothing_from_the_others(broken):
    document = Document("a.py", TEXT.replace("        return x\n\n\ndef", f"        {broken}\n\n\ndef"))
    good = [chunk.name for chunk in document.chunks if chunk.parsed() is not None]
    assert "__init__" in good
    if broken != "'''":
        assert "helper" in good
    assert any(chunk.error is not None for chunk in document.chunks)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "\t\tx", "\x0c\n", "x = 1; y = 2", "class A: x = 1"])
def test_odd_texts(text):
    document = Document("a.py", text)
    for chunk in document.chunks:
        chunk.parsed()


def test_tree_edits_agree_with_fresh_trees():
    document = Document("a.py", TEXT)
    for text in (TEXT.replace("return x", "return (x"), TEXT, "ü" + TEXT, TEXT[40:], TEXT + "\ndef g():\n    pass\n"):
        document.update(text, 0)
        assert names(document) == names(Document("a.py", text))


def test_carriage_returns_alone_are_line_ends():
    document = Document("m.py", '"""a\rb"""\rdef f(x):\r    return x\r')
    assert [(chunk.kind, chunk.name, chunk.first) for chunk in document.chunks if chunk.kind == "function"] == [
        ("function", "f", 3)
    ]
    assert all(chunk.parsed() is not None for chunk in document.chunks)


TYPED = "def f(x):\n    y = x.sin()\n    return y\n\n\nclass A:\n    limit = 3\n\n    # about g\n    def g(self, x):\n        return x\n\n    def h(self):\n        return 1\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x.sin()", "x.sin("),
        ("return y", "return y."),
        ("def f(x)", "def f(x"),
        ("    limit = 3", "    limit = "),
        ("return x\n", "return (x\n"),
        ("class A:", "class A("),
        ("def h(self):", "def h(self, '''):"),
    ],
)
def test_a_broken_chunk_stays_what_it_last_was_and_so_do_all_others(old, new):
    document = Document("a.py", TYPED)
    before = list(document.chunks)
    document.update(TYPED.replace(old, new), 2)
    kept = [chunk for chunk in before if any(chunk is now for now in document.chunks)]
    lost = [chunk.name for chunk in before if chunk not in kept]
    assert lost == ([] if "'''" not in new else lost)
    broken = [chunk for chunk in document.chunks if chunk.moved is not None]
    assert broken
    assert all(chunk.error is not None and chunk.parsed() is not None for chunk in broken)
    document.update(TYPED, 3)
    assert document.chunks == before or "'''" in new
    assert all(chunk.moved is None and chunk.error is None for chunk in document.chunks)


def test_places_in_a_broken_chunk_move_with_the_text_and_those_in_the_edit_are_gone():
    document = Document("a.py", TYPED)
    (chunk, *_) = document.chunks
    document.update("\n" + TYPED.replace("x.sin()", "x.sin(1, "), 2)
    assert chunk.place((1, 4, 1, 5)).key == (2, 4, 2, 5)
    assert chunk.place((2, 8, 2, 15)) is None
    assert chunk.place((3, 11, 3, 12)).key == (4, 11, 4, 12)


def test_what_python_refuses_is_a_problem_where_tree_sitter_sees_none():
    document = Document("a.py", 'x = 1\nprint "hello"\n')
    ((span, message),) = document.problems()
    assert span.line == 2
    assert message
