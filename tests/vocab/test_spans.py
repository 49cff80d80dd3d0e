from fullgraph_vocab.spans import Span


def test_contains_needs_the_same_file_and_both_ends():
    outer = Span("a.py", 1, 4, 3, 0)
    assert outer.contains(Span("a.py", 1, 4, 3, 0))
    assert outer.contains(Span("a.py", 2, 0, 2, 99))
    assert not outer.contains(Span("a.py", 1, 3, 2, 0))
    assert not outer.contains(Span("a.py", 2, 0, 3, 1))
    assert not outer.contains(Span("b.py", 2, 0, 2, 1))


def test_text_is_one_based_and_clickable():
    assert str(Span("a.py", 3, 0, 3, 1)) == "a.py:3:1"
    assert Span("a.py", 3, 0, 4, 1).key == (3, 0, 4, 1)
