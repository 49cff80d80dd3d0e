"""`[tool.fullgraph]` and the editor's settings."""

import pytest

from fullgraph_server.engine.settings import Settings, apply, find_file, read_file, selected, shown


def read(tmp_path, text):
    file = tmp_path / "pyproject.toml"
    file.write_text(text)
    return read_file(file)


def test_the_projects_file_goes_before_the_editor(tmp_path):
    editor, problems = apply(Settings(), {"trace": {"timeout": 5, "on": "idle"}, "inlayHints": "all"})
    assert problems == []
    file = read(tmp_path, "[tool.fullgraph]\ntrace.timeout = 7\n")
    settings, _ = apply(editor, file.table, from_file=True)
    assert (settings.trace_timeout, settings.trace_on, settings.inlay_hints) == (7.0, "idle", "all")


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("[tool.fullgraph]\nselct = []\n", 2, "did you mean `select`?"),
        ("[project]\n\n[tool.fullgraph]\ntrace.on = 'always'\n", 4, 'must be one of "save"'),
        ("[tool.fullgraph.trace]\ntimeout = -1\n", 2, "above 0"),
        ("[tool.fullgraph]\nselect = ['FG999']\n", 2, "there is no code FG999"),
        ("[tool.fullgraph]\ntrusted = true\n", 2, "setting of the editor"),
        ("[tool.fullgraph\n", 1, "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_a_finding_at_its_place(tmp_path, text, row, message):
    (found,) = read(tmp_path, text).findings
    assert (found["code"], found["location"]["row"]) == ("FG915", row)
    assert message in found["message"]


def test_what_is_good_beside_it_is_kept(tmp_path):
    file = read(tmp_path, "[tool.fullgraph]\nselct = []\nselect = ['FG1']\n")
    assert dict(file.table) == {"select": ["FG1"]}


def test_settings_that_only_the_editor_knows_are_no_error_there():
    _, problems = apply(Settings(), {"path": [], "importStrategy": "useBundled", "interpreter": None})
    assert problems == []


def test_the_nearest_file_that_speaks_of_fullgraph_counts(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.fullgraph]\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\n")
    assert find_file(inner / "m.py") == tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("select", "ignore", "code", "expected"),
    [
        ((), (), "FG101", True),
        (("FG1",), (), "FG101", True),
        (("FG1",), (), "FG201", False),
        ((), ("FG1",), "FG101", False),
        ((), ("ALL",), "FG101", False),
        (("FG101",), ("FG1",), "FG101", True),
        (("ALL",), ("FG101",), "FG101", False),
        (("FG1",), (), "FG906", True),
        ((), ("FG906",), "FG906", False),
    ],
)
def test_select_and_ignore(select, ignore, code, expected):
    assert selected(code, Settings(select=select, ignore=ignore)) is expected


@pytest.mark.parametrize(
    ("least", "status", "confidence", "expected"),
    [
        ("possible", "predicted", "possible", True),
        ("likely", "predicted", "possible", False),
        ("likely", "predicted", "likely", True),
        ("certain", "predicted", "likely", False),
        ("certain", "confirmed", "likely", True),
    ],
)
def test_what_is_not_sure_enough_is_left_out_unless_confirmed(least, status, confidence, expected):
    settings, problems = apply(Settings(), {"minConfidence": least})
    assert not problems
    assert shown({"code": "FG101", "status": status, "confidence": confidence}, settings) is expected
