"""`fullgraph check` without a worker: findings, formats, exit codes, bad input."""

import json

import pytest

from fullgraph_server.cli.main import main

BREAKS = "import torch\n\n\n@torch.compile\ndef f(x):\n    if x.sum() > 0:\n        return x\n    return -x\n"

LIKELY = """

class Net(torch.nn.Module):
    def forward(self, x):
        return x.view(-1).tolist()
"""


@pytest.fixture
def check(project, capsys):
    def run(*arguments):
        code = main(["check", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def write(project, name, content):
    data = content if isinstance(content, bytes) else content.encode()
    (project / name).write_bytes(data)
    return name


def test_a_clean_file_exits_0_and_one_with_findings_1(check, project):
    assert check(write(project, "clean.py", "x = 1\n")) == (0, "", "")
    code, out, _ = check(write(project, "breaks.py", BREAKS))
    assert code == 1
    assert "--> breaks.py:6:8" in out
    assert "6 |     if x.sum() > 0:\n  |        ^^^^^^^^^^^ FG101\n" in out


def test_exit_zero_and_ignore(check, project):
    name = write(project, "breaks.py", BREAKS)
    assert check("--exit-zero", name)[0] == 0
    assert check("--ignore", "FG101", name) == (0, "", "")
    assert check("--select", "FG3", name) == (0, "", "")


def test_predictions_that_are_not_sure_enough(check, project):
    name = write(project, "breaks.py", BREAKS.replace("x.sum()", "torch.rand(3).sum()") + LIKELY)
    code, out, _ = check("--output-format", "json", name)
    assert code == 1
    assert {found["confidence"] for found in json.loads(out)} == {"certain", "likely"}
    _, out, _ = check("--output-format", "json", "--min-confidence", "certain", name)
    assert {found["confidence"] for found in json.loads(out)} == {"certain"}


def test_the_json_is_what_is_promised(check, project):
    _, out, _ = check("--output-format", "json", write(project, "breaks.py", BREAKS))
    (found,) = json.loads(out)
    assert found["code"] == "FG101"
    assert (found["location"], found["end_location"]) == ({"row": 6, "column": 8}, {"row": 6, "column": 19})
    assert (found["status"], found["function"], found["upstream"][0]) == ("predicted", "f", "GB0170")
    promised = {
        "code", "name", "message", "severity", "status", "confidence", "filename", "location", "end_location",
        "function", "upstream", "url", "related", "fix",
    }  # fmt: skip
    assert promised <= found.keys()


def test_sarif_and_github_name_the_place(check, project):
    name = write(project, "breaks.py", BREAKS)
    run = json.loads(check("--output-format", "sarif", name)[1])["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert run["tool"]["driver"]["rules"][0]["id"] == "FG101"
    out = check("--output-format", "github", name)[1]
    assert out.startswith("::warning title=fullgraph (FG101),file=breaks.py,line=6,col=8,")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 0),
        (BREAKS.replace("\n", "\r\n").encode(), 1),
        (b"\xef\xbb\xbf" + BREAKS.encode(), 1),
        (BREAKS.replace("    ", "\t").encode(), 1),
        (b"# -*- coding: latin-1 -*-\n# \xe9\n" + BREAKS.encode(), 1),
    ],
    ids=["empty", "CRLF", "BOM", "tabs", "encoding cookie"],
)
def test_odd_but_good_files_are_checked(check, project, content, code):
    result, _, err = check("--output-format", "concise", write(project, "odd.py", content))
    assert (result, err) == (code, "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00\x01\x02", "null bytes"),
        (b"x = '\xff\xfe'\n", "cannot be decoded as utf-8"),
        (b"# -*- coding: nosuch -*-\n", "encoding that cannot be used"),
    ],
    ids=["binary", "not utf-8", "unknown encoding"],
)
def test_files_that_are_no_text_are_named_and_exit_2(check, project, content, message):
    code, out, err = check(write(project, "bad.py", content))
    assert (code, out) == (2, "")
    assert "FG907" in err
    assert message in err


def test_a_path_that_does_not_exist_exits_2(check):
    assert check("nope.py") == (2, "", "fullgraph: nope.py does not exist\n")


def test_a_syntax_error_is_a_finding_and_takes_nothing_from_the_rest(check, project):
    code, out, err = check("--output-format", "concise", write(project, "bad.py", BREAKS + "\n\ndef g(:\n    pass\n"))
    assert (code, err) == (1, "")
    assert "FG101" in out
    assert "FG906" in out


def test_settings_that_cannot_be_understood_exit_2(check, project):
    (project / "pyproject.toml").write_text("[tool.fullgraph]\nselct = []\n")
    code, _, err = check("model.py")
    assert code == 2
    assert "did you mean `select`?" in err


def test_a_folder_is_walked_without_environments(check, project):
    (project / "env" / "lib").mkdir(parents=True)
    (project / "env" / "pyvenv.cfg").write_text("")
    write(project / "env" / "lib", "breaks.py", BREAKS)
    (project / "sub").mkdir()
    write(project / "sub", "breaks.py", BREAKS)
    (project / "model.py").unlink()
    _, out, _ = check("--output-format", "concise", project)
    assert [line.split(":")[0] for line in out.splitlines()] == ["sub/breaks.py"]


def test_predicting_imports_and_runs_nothing(check, project):
    write(project, "canary.py", "open('ran', 'w').close()\n" + BREAKS)
    assert check(project)[0] == 1
    assert not (project / "ran").exists()
