"""What `fullgraph explain --kinds --coverage` shows is what the pages' examples do here and now."""

import pytest
import torch

from fullgraph_vocab.coverage import load
from fullgraph_vocab.kinds import KINDS

from .coverage import VERSION, measure

MEASURED = load()
pytestmark = pytest.mark.skipif(
    MEASURED.python != VERSION or not torch.__version__.startswith(MEASURED.torch),
    reason=f"measured with torch {MEASURED.torch} on Python {MEASURED.python}",
)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_table_is_measured(kind):
    assert MEASURED.rows[kind.name] == measure(kind), "run `python -m tests.specs.coverage`"
