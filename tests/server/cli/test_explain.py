"""`fullgraph explain`: pages, lists, and the measured coverage of the kinds."""

import json

from fullgraph_server.cli.main import main
from fullgraph_vocab.kinds import KINDS
from fullgraph_vocab.kinds.core import CORE


def test_the_coverage_of_the_kinds_as_a_table(capsys):
    assert main(["explain", "--kinds", "--coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["kind", "pages", "tracer", "oracle", "analysis"]
    (row,) = (line.split() for line in lines if line.split()[:1] == ["GradModeVariable"])
    assert row[2:4] == ["shown", "shown"]
    assert any(line.startswith(f"{len(CORE)} ") for line in lines)


def test_the_coverage_of_the_kinds_as_json(capsys):
    assert main(["explain", "--kinds", "--coverage", "--output-format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [entry["kind"] for entry in data["kinds"]] == list(KINDS)
    produced = sum(entry["core"] and entry["tracer"] != "-" for entry in data["kinds"])
    assert data["totals"]["core"]["tracer"] == produced
    assert data["totals"]["core"]["kinds"] == len(CORE)


def test_coverage_of_nothing_is_refused(capsys):
    assert main(["explain", "--coverage"]) == 2
    assert "--kinds" in capsys.readouterr().err
