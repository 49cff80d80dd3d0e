"""Every example of every page, in every tier: what its annotations say must hold.

In torch and in our tracer the breaks must be exactly those annotated, where anything is annotated at all. The analysis may
miss what is marked `(trace)`, and must not say more than is annotated.
"""

import pytest

from tests.parity import trial

from .running import CONNECTED, TIERS, examples, problems

EXAMPLES = examples()


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_page(example, tier):
    if tier == "trace" and trial.NO_TRACER:
        pytest.skip(trial.NO_TRACER)
    if tier == "predict" and not CONNECTED:
        pytest.skip("the analysis is not connected to the engine")
    found = TIERS[tier](example)
    wrong = problems(example, found, tier)
    assert not wrong, "\n".join([*wrong, "", found.said])
