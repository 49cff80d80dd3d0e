"""Edits: what is evaluated again, what keeps its identity, and that nothing stale is said."""

import random

import pytest

from fullgraph_analysis.api import Project

HELPERS = """import torch

def scale(x):
    return x * 2

def noisy(x):
    print(x)
    return x
"""
MODEL = """import torch
from helpers import scale, noisy

LIMIT = 3

class Leaf(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = torch.nn.Linear(4, 4)

    def forward(self, x):
        y = self.lin(x)
        return scale(y)

class Other(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return x.sin().item()

class Top(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.leaf = Leaf()

    def forward(self, x: torch.Tensor):
        return self.leaf(x) + LIMIT
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "helpers.py").write_text(HELPERS)
    (tmp_path / "model.py").write_text(MODEL)
    return Project([tmp_path]), tmp_path / "model.py", tmp_path / "helpers.py"


def said(facts):
    return [
        (found.code.code, found.span.key, found.confidence, found.effect, found.message) for found in facts.findings
    ]


def kinds(facts):
    return sorted((fact.span.key, fact.kind, fact.detail, fact.value or "") for fact in facts.kinds)


class Evaluations:
    """How often code of each chunk was evaluated since the last time that somebody asked."""

    def __init__(self, project, path):
        self.machine = project.context(path).machine
        self.before = {}

    def since(self):
        now = dict(self.machine.evaluations)
        more = {chunk: count - self.before.get(chunk, 0) for chunk, count in now.items()}
        self.before = now
        return sorted(
            f"{chunk.owner.name}.{chunk.name}" if chunk.owner else chunk.name or chunk.text.split("\n")[0]
            for chunk, count in more.items()
            if count
        )


def test_an_edit_evaluates_its_chunk_and_what_depends_on_it(project):
    project, path, _ = project
    project.open(path, MODEL, 1)
    project.analyse(path)
    counted = Evaluations(project, path)
    assert "Other.forward" in counted.since()
    project.open(path, MODEL.replace("scale(y)", "scale(y) + 1"), 2)
    project.analyse(path)
    assert counted.since() == ["Leaf.forward", "Top.forward"]
    project.open(path, MODEL.replace("scale(y)", "scale(y) + 1").replace("LIMIT = 3", "LIMIT = 4"), 3)
    project.analyse(path)
    assert counted.since() == ["LIMIT = 4", "Top.forward"]


def test_a_comment_or_an_empty_line_evaluates_nothing_and_findings_stay_the_same_objects(project):
    project, path, _ = project
    project.open(path, MODEL, 1)
    before = project.analyse(path)
    counted = Evaluations(project, path)
    counted.since()
    project.open(path, MODEL + "\n\n# the end\n", 2)
    after = project.analyse(path)
    assert counted.since() == []
    assert after.findings
    assert all(new is old for new, old in zip(after.findings, before.findings, strict=True))
    assert all(new is old for new, old in zip(after.kinds, before.kinds, strict=True))


def test_a_broken_chunk_evaluates_nothing_and_keeps_its_facts(project):
    project, path, _ = project
    project.open(path, MODEL, 1)
    before = project.analyse(path)
    counted = Evaluations(project, path)
    counted.since()
    project.open(path, "# new\n" + MODEL.replace("self.lin(x)\n", "self.lin(x).\n"), 2)
    facts = project.analyse(path)
    assert counted.since() == []
    assert [found.span.line for found in facts.findings] == [found.span.line + 1 for found in before.findings]
    assert [error.span.line for error in facts.parse_errors] == [14]  # where the parser gives up
    assert facts.kind_at(14, 21).kind == "TensorVariable"


def test_an_edit_of_another_file_reaches_those_that_use_what_changed(project):
    project, path, helpers = project
    project.open(path, MODEL, 1)
    project.open(helpers, HELPERS, 1)
    assert len(project.analyse(path).findings) == 1
    counted = Evaluations(project, path)
    counted.since()
    project.open(helpers, HELPERS.replace("return x * 2", "print(x)\n    return x * 2"), 2)
    facts = project.analyse(path)
    assert ("FG401", 13) in [(found.code.code, found.span.line) for found in facts.findings]
    assert "Other.forward" not in counted.since()
    project.open(helpers, HELPERS.replace("x\n", "x \n"), 3)
    assert len(project.analyse(path).findings) == 1


def test_files_that_come_and_go_on_the_disk_are_noticed(project, tmp_path):
    project, path, helpers = project
    helpers.unlink()
    project.close(helpers)
    text = MODEL.replace("scale(y)", "noisy(y)")
    project.open(path, text, 1)
    assert [found.code.code for found in project.analyse(path).findings] == ["FG301"]
    helpers.write_text(HELPERS)
    project.close(helpers)
    assert [found.code.code for found in project.analyse(path).findings] == ["FG401", "FG301"]
    helpers.write_text(HELPERS.replace("print(x)", "pass"))
    project.close(helpers)
    assert [found.code.code for found in project.analyse(path).findings] == ["FG301"]


def test_a_name_that_appears_hides_a_builtin_and_a_member_an_inherited_one(project):
    project, path, _ = project
    text = "import torch\n\nclass B(torch.nn.Module):\n    def step(self, x):\n        return x\n\nclass M(B):\n    other = 1\n\n    def forward(self, x: torch.Tensor):\n        return abs(self.step(x))\n"
    project.open(path, text, 1)
    assert project.analyse(path).findings == []
    project.open(path, text + "\ndef abs(x):\n    return x.item()\n", 2)
    assert [found.span.line for found in project.analyse(path).findings] == [14]
    project.open(path, text + "\n    def step(self, x):\n        return x.item()\n", 3)
    assert [found.span.line for found in project.analyse(path).findings] == [14]
    project.open(path, text, 4)
    assert project.analyse(path).findings == []


EDITS = [
    ("LIMIT = 3", "LIMIT = 3.5"),
    ("self.lin(x)", "self.lin(x).item()"),
    ("return scale(y)", "return noisy(y)"),
    ("torch.nn.Linear(4, 4)", "torch.nn.Linear(4, 8)"),
    ("x.sin().item()", "x.sin()"),
    ("self.leaf = Leaf()", "self.leaf = Other()"),
    ("class Leaf(torch.nn.Module)", "class Leaf(Other)"),
    ("import scale, noisy", "import noisy as scale, noisy"),
    ("return self.leaf(x) + LIMIT", "return self.leaf(x"),
    ("class Other", "class Another"),
    ("        y = self.lin(x)\n", ""),
]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_same_is_said_as_of_the_text_alone(project, seed, tmp_path):
    project, path, _ = project
    draw = random.Random(seed)
    project.open(path, MODEL, 1)
    project.analyse(path)
    for version in range(2, 9):
        text = MODEL
        for old, new in draw.sample(EDITS, 3):
            text = text.replace(old, new)
        project.open(path, text, version)
        facts = project.analyse(path)
        if any(error for error in facts.parse_errors):
            continue  # what was last whole is kept, which the text alone does not have
        fresh = Project([tmp_path])
        fresh.open(path, text, 1)
        alone = fresh.analyse(path)
        assert said(facts) == said(alone)
        assert kinds(facts) == kinds(alone)
