"""What the tests of the analysis share."""

from __future__ import annotations

from fullgraph_analysis.api import AnalysisConfig, FileFacts, Project


def facts_of(source: str, path: str = "case.py", **config: object) -> FileFacts:
    """The facts about a file with this text."""
    project = Project([], AnalysisConfig(**config))
    project.open(path, source, 1)
    return project.analyse(path)


def breaks_of(source: str, **config: object) -> list[tuple[str, int]]:
    """Codes and lines of its findings."""
    return [(finding.code.code, finding.span.line) for finding in facts_of(source, **config).findings]


def kind_of(source: str, text: str, line: int) -> tuple[str, str]:
    """Kind and detail of an expression, given by its text and line."""
    facts = facts_of(source)
    column = source.split("\n")[line - 1].index(text)
    fact = facts.kind_at(line, column)
    assert fact is not None, f"nothing known of {text!r} in line {line}"
    return fact.kind, fact.detail
