"""Every case of the files beside this one: eager, the tracer and the installed torch agree on it."""

from __future__ import annotations

import pytest
import torch
from tests.tracer.checking import check
from tests.tracer.tensors import (
    arrays,
    attributes,
    data_leaves,
    functions,
    indexing,
    items,
    operators,
    subclasses,
    symbols,
)

FAILS_IN_EAGER = {"idxerr", "err"}
CASES = [
    pytest.param(function, make, id=f"{module.__name__.rpartition('.')[2]}-{name}")
    for module in (operators, indexing, attributes, data_leaves, functions, arrays, symbols, items)
    for name, function, make in module.case.found
    if name not in FAILS_IN_EAGER
]


@pytest.mark.parametrize(("function", "make"), CASES)
def test_agrees(function, make):
    torch.manual_seed(0)
    check(function, *make())


@pytest.mark.parametrize(("name", "function", "make"), subclasses.case.found)
def test_a_subclass_agrees(name, function, make):
    """Its tensors can't be copied by `copy.deepcopy`, which `check` does: they are made anew."""
    from tests.parity.oracle import run_oracle
    from tests.parity.ours import run_ours

    runs = []
    for run in (run_ours, run_oracle):
        torch.manual_seed(0)
        runs.append(run(function, make()))
    torch.manual_seed(0)
    eager = function(*make())
    ours, theirs = runs
    assert not ours.seen.error, ours.seen.traceback
    assert ours.seen.sites == theirs.seen.sites == set()
    assert [g.targets for g in ours.seen.graphs] == [g.targets for g in theirs.seen.graphs]
    results = zip(*(r if isinstance(r, tuple) else (r,) for r in (ours.result, eager)), strict=True)
    for got, want in results:
        assert type(got) is type(want)
        assert got.equal(want) if isinstance(want, torch.Tensor) else got == want


@pytest.mark.parametrize("name", sorted(FAILS_IN_EAGER))
def test_an_operators_error_is_the_programs(name):
    from tests.parity.oracle import run_oracle
    from tests.parity.ours import run_ours

    found = {n: (f, make) for module in (indexing, functions) for n, f, make in module.case.found}
    function, make = found[name]
    ours, theirs = run_ours(function, make()).seen, run_oracle(function, make()).seen
    assert ours.error
    assert theirs.error
    assert {title for _, _, title in ours.sites} == {"RuntimeError when making fake tensor call"}


def test_scalars_stay_in_the_graph_when_asked():
    from fullgraph_tracer.api import TraceConfig, trace

    def item(x, y):
        n = x.sum().item()
        return y * n, torch.zeros(int(x[0].item())).shape[0] >= 0

    def whole(x):
        return x[x > 0].sum()

    config = TraceConfig(capture_scalar_outputs=True, capture_dynamic_output_shape_ops=True)
    for function, arguments in ((item, (torch.tensor([2, 3]), torch.randn(3))), (whole, (torch.randn(4),))):
        report = trace(function, arguments, config=config)
        assert report.error is None
        assert report.fullgraph, report.breaks
        eager = function(*arguments)
        torch.testing.assert_close(report.result, eager)
