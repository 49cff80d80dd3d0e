"""The examples of the rules are tests: valid ones have no finding of the rule's, invalid ones have one on the line they name."""

import pytest

from fullgraph_analysis.rules.all import MODULES

from .helpers import facts_of


def _id(value):
    return value.__name__.rpartition(".")[2] if hasattr(value, "__name__") else None


@pytest.mark.parametrize(("module", "source"), [(m, s) for m in MODULES for s in m.VALID], ids=_id)
def test_valid(module, source):
    facts = facts_of(source)
    assert not facts.parse_errors
    assert [(f.code.code, f.span.line) for f in facts.findings] == []


@pytest.mark.parametrize(("module", "source", "line"), [(m, s, n) for m in MODULES for s, n in m.INVALID], ids=_id)
def test_invalid(module, source, line):
    found = [finding for finding in facts_of(source).findings if finding.span.line == line]
    assert found, "no finding on the line"
    for finding in found:
        assert finding.message
        assert finding.confidence in ("certain", "likely")


def test_every_rule_module_has_examples():
    assert all(module.VALID and module.INVALID and module.__doc__ for module in MODULES)
