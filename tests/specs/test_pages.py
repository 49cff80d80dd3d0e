"""Every example of every page, in every tier: what its annotations say must hold.

In torch and in our tracer the breaks must be exactly those annotated, where anything is annotated at all. The analysis may
miss what is marked `(trace)`, and must not say more than is annotated.
"""

import pytest

from tests.parity import trial

from .running import CONNECTED, asked_torch, examples, is_kind, kinds_at, predicted, traced

EXAMPLES = examples()
TIERS = {"predict": predicted, "torch": asked_torch, "trace": traced}


def problems(example, found, *, predicting=False):
    """What does not hold, a line each."""
    block = example.block
    unpredictable = {(e.line, e.code) for e in block.break_expectations if predicting and e.trace_only}
    wrong = [f"the run failed: {found.error}"] if found.error and not block.break_expectations else []
    if block.break_expectations or block.kind_expectations:
        missing, extra = example.expected_breaks - found.breaks - unpredictable, found.breaks - example.expected_breaks
        wrong += [f"line {line}: {code} is annotated and does not break" for line, code in sorted(missing)]
        wrong += [f"line {line}: breaks with {code}, which is not annotated" for line, code in sorted(extra)]
    for expected in block.kind_expectations:
        if predicting and expected.trace_only:
            continue
        kinds = kinds_at(example, found, expected)
        if not is_kind(expected, kinds):
            wrong.append(
                f"line {expected.line}: `{expected.expr}` is {' then '.join(kinds) or 'not seen'}, not {expected.kind}"
            )
    return wrong


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("example", EXAMPLES, ids=[e.name for e in EXAMPLES])
def test_page(example, tier):
    if tier == "trace" and trial.NO_TRACER:
        pytest.skip(trial.NO_TRACER)
    if tier == "predict" and not CONNECTED:
        pytest.skip("the analysis is not connected to the engine")
    found = TIERS[tier](example)
    wrong = problems(example, found, predicting=tier == "predict")
    assert not wrong, "\n".join([*wrong, "", found.said])
