"""The disk cache behind an editor's session: closed files only, and texts that are open count as they are there."""

import pytest

from fullgraph_server.engine.predict import Predictions
from fullgraph_server.engine.settings import Settings

HELPERS = "def noisy(x):\n    return x\n"
MODEL = "import torch\nfrom helpers import noisy\n\n\n@torch.compile\ndef f(x: torch.Tensor):\n    return noisy(x)\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "model.py").write_text(MODEL)
    return tmp_path


def analysis(folder):
    made = Predictions(folder, Settings(), folder / ".cache")
    made.analysed = []
    original = made._facts

    def facts(path):
        made.analysed.append(path)
        return original(path)

    made._facts = facts
    return made


def codes(facts):
    return [found["code"] for found in facts.findings]


def test_another_session_finds_what_one_has_kept(files):
    model = str(files / "model.py")
    first, second = analysis(files), analysis(files)
    assert codes(first.facts(model)) == codes(second.facts(model)) == []
    assert (len(first.analysed), second.analysed) == (1, [])


def test_an_open_text_that_a_closed_file_imports_counts(files):
    model, helpers = str(files / "model.py"), str(files / "helpers.py")
    session = analysis(files)
    assert codes(session.facts(model)) == []
    session.set_text(helpers, HELPERS.replace("return", "print(x)\n    return"))
    assert codes(session.facts(model)) == ["FG401"]
    session.set_text(helpers, None)
    assert codes(session.facts(model)) == []
    assert len(session.analysed) == 3


def test_a_file_that_changes_on_the_disk_is_read_again(files):
    model, helpers = str(files / "model.py"), files / "helpers.py"
    session = analysis(files)
    session.facts(model)
    helpers.write_text(HELPERS.replace("return", "print(x)\n    return"))
    session.set_text(str(helpers), None)
    assert codes(session.facts(model)) == ["FG401"]


def test_open_files_are_analysed_and_not_kept(files):
    model = str(files / "model.py")
    session = analysis(files)
    session.set_text(model, MODEL.replace("noisy(x)", "x.item()"))
    assert codes(session.facts(model)) == ["FG301"]
    assert not (files / ".cache").exists()
