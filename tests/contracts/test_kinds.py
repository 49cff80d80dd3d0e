"""The tracer has a class for every kind that all users meet, exported under the vocabulary's name."""

import pytest

import fullgraph_tracer.variables
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_vocab.kinds import KINDS
from fullgraph_vocab.kinds.core import CORE


@pytest.mark.parametrize("name", sorted(CORE))
def test_every_kind_is_exported(name):
    assert name in KINDS
    assert issubclass(getattr(fullgraph_tracer.variables, name), VariableTracker)


def test_what_is_exported_is_a_kind():
    assert set(fullgraph_tracer.variables.__all__) <= set(KINDS)
