"""The break codes: unique, stable in form, complete against torch's registry, with exact facts."""

import json
import re

import pytest

from fullgraph_vocab import breaks
from fullgraph_vocab.breaks import BREAKS, GAPS, REFINES, UPSTREAM_TITLES, by_upstream, define, may_report
from fullgraph_vocab.breaks.control_flow import TENSOR_BRANCH
from fullgraph_vocab.breaks.generate_upstream import installed_titles
from fullgraph_vocab.pages import PAGES, load_page

EXPLAINED = {"expr", "name", "type", "detail"}


def test_codes_and_names_are_unique_and_well_formed():
    names = [cause.name for cause in BREAKS.values()]
    assert len(set(names)) == len(names)
    for code, cause in BREAKS.items():
        assert cause.code == code
        assert re.fullmatch(r"[a-z][a-z0-9-]*", cause.name), cause
        assert not cause.title.endswith("."), cause


def test_facts_are_the_few_that_raisers_know():
    assert {cause.code: set(cause.facts) for cause in BREAKS.values() if not cause.facts <= EXPLAINED} == {}


def test_a_message_takes_exactly_its_facts():
    for cause in BREAKS.values():
        message = cause.message(**{fact: f"<{fact}>" for fact in cause.facts})
        assert "{" not in message
        with pytest.raises(TypeError, match=cause.code):
            cause.message(**dict.fromkeys(cause.facts, ""), surprise=1)
        if cause.facts:
            with pytest.raises(TypeError, match="missing"):
                cause.message()


def test_a_code_cannot_be_defined_twice_or_badly():
    with pytest.raises(ValueError, match="defined already"):
        define("FG101", "again", name="again", why="again")
    with pytest.raises(ValueError, match="defined already"):
        define("FG199", "again", name=TENSOR_BRANCH.name, why="again")
    with pytest.raises(ValueError, match="no break code"):
        define("FG1", "short", name="short", why="short")


def test_every_known_upstream_id_is_covered_once_or_a_gap():
    covered = [gb_id for cause in BREAKS.values() for gb_id in cause.upstream]
    assert len(covered) == len(set(covered))
    assert set(covered).isdisjoint(GAPS)
    assert set(covered) | set(GAPS) == set(UPSTREAM_TITLES)
    assert all(reason for reason in GAPS.values())


def test_refinements_name_real_codes_and_ids():
    for code, ids in REFINES.items():
        assert code in BREAKS
        assert set(ids) <= set(UPSTREAM_TITLES)
        assert not set(ids) & set(BREAKS[code].upstream)


def test_the_titles_are_those_of_the_installed_torch():
    pytest.importorskip("torch")
    release, titles = installed_titles()
    assert release == "2.13"
    assert dict(UPSTREAM_TITLES) == titles


def test_the_data_file_is_as_the_script_writes_it():
    text = (PAGES.parent / "breaks" / "upstream_2_13.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=0, ensure_ascii=False) + "\n"


def test_lookup_by_upstream_id():
    assert by_upstream("GB0170") is TENSOR_BRANCH
    with pytest.raises(KeyError, match="torch's own tests"):
        by_upstream("GB0200")
    with pytest.raises(KeyError, match="no such id"):
        by_upstream("GB99999")
    assert may_report("FG401", "GB0059")
    assert not may_report("FG101", "GB0059")


def test_families_are_by_the_first_digit():
    assert {breaks.family(code) for code in BREAKS} == set(breaks.FAMILIES.values())


def test_every_code_has_a_page_with_the_four_answers():
    assert {path.stem for path in (PAGES / "breaks").glob("*")} == set(BREAKS)
    for cause in BREAKS.values():
        page = load_page(PAGES / "breaks" / f"{cause.code}.md")
        assert page.title == f"{cause.code}: {cause.title}"
        for section in ("## What happens", "## How to fix it", "## When to leave it"):
            assert section in page.prose, (cause, section)


def test_tool_pages_have_nothing_to_run():
    for cause in BREAKS.values():
        if cause.code.startswith("FG9"):
            assert not load_page(PAGES / "breaks" / f"{cause.code}.md").blocks, cause
