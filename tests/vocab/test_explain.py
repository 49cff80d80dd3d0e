"""`explain` knows every name, in any case, and helps with those that it does not know."""

import pytest

from fullgraph_vocab.breaks import BREAKS, GAPS, UPSTREAM_TITLES
from fullgraph_vocab.explain import UnknownName, explain, page_of
from fullgraph_vocab.kinds import KINDS


def test_every_code_slug_kind_and_upstream_id_is_explained():
    for cause in BREAKS.values():
        assert explain(cause.code) == explain(cause.name)
        assert explain(cause.code).startswith(page_of(cause).read_text(encoding="utf-8").rstrip())
    for name in KINDS:
        assert explain(name).startswith(f"# {name}\n")
    for gb_id, title in UPSTREAM_TITLES.items():
        assert title in explain(gb_id)


def test_case_and_blanks_do_not_matter():
    assert explain(" fg101 ") == explain("FG101")
    assert explain("tensorvariable") == explain("TensorVariable")
    assert explain("gb0170") == explain("GB0170")


def test_a_code_lists_what_torch_calls_it():
    assert "- GB0170: Data-dependent branching" in explain("FG101")


def test_a_gap_says_why():
    for gb_id, reason in GAPS.items():
        assert reason in explain(gb_id)


def test_a_class_that_torch_splits_off_is_explained_as_the_kind():
    assert explain("GetAttrBuiltinVariable") == explain("BuiltinVariable")


def test_inputs():
    assert "f32[8, 128]" in explain("inputs")


@pytest.mark.parametrize(
    ("name", "meant"), [("FG10", "FG101"), ("TensorVarible", "TensorVariable"), ("tensor-brnch", "tensor-branch")]
)
def test_unknown_names_get_close_matches(name, meant):
    with pytest.raises(UnknownName) as caught:
        explain(name)
    assert meant in caught.value.matches
    assert name in str(caught.value)


def test_nonsense_gets_no_matches():
    with pytest.raises(UnknownName) as caught:
        explain("zzzzqqqq")
    assert caught.value.matches == []
