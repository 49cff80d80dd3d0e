"""What is said of sizes that vary is what torch does when they vary."""

import pytest
import torch

from fullgraph_tracer.api import trace
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.spec import parse
from fullgraph_tracer.worker.sizes import sizes


def free(x):
    return x.sin() * 2


def branching(x):
    if x.shape[0] > 4:
        return x + 1
    return x - 1


def even(x):
    if x.shape[0] % 2 == 0:
        return x + 1
    return x - 1


def looped(x):
    total = x.sum()
    for row in range(x.shape[0]):
        total = total + x[row]
    return total


def shared(x, y):
    return x @ y


def report(function, spec):
    parsed = parse(spec)
    args, kwargs = Materializer(parsed, torch).arguments(parsed.call)
    found = trace(function, args, kwargs)
    assert found.error is None
    return sizes(found.sizes, found.recompile_limit)


def compilations(function, *calls):
    """How many graphs torch makes for these arguments, one call after the other."""
    graphs = []

    def backend(module, _):
        graphs.append(module)
        return module.forward

    torch._dynamo.reset()
    compiled = torch.compile(function, backend=backend)
    for args in calls:
        compiled(*args)
    return len(graphs)


@pytest.mark.parametrize(
    ("function", "condition", "served", "other"),
    [
        (free, "2 <= n", (8, 5, 12, 7), 1),
        (branching, "5 <= n", (8, 6, 12, 7), 3),
        (even, "(n % 2) == 0", (8, 6, 12, 10), 7),
    ],
)
def test_one_symbolic_graph_serves_what_satisfies_the_conditions(function, condition, served, other):
    (size,) = report(function, "f32[n=8]")
    assert (size["name"], size["places"], size["fixed"]) == ("n", ["x.shape[0]"], None)
    assert condition in size["conditions"]
    assert f"`{condition}`" in size["message"]
    calls = [(torch.randn(number),) for number in served]
    assert compilations(function, *calls) == 2
    assert compilations(function, *calls, (torch.randn(other),)) == 3


def test_a_size_that_a_loop_unrolls_is_fixed_and_each_other_one_is_compiled_again():
    (size,) = report(looped, "f32[n=8]")
    assert size["fixed"] == 8
    assert "range(x.shape[0])" in size["message"]
    assert compilations(looped, *((torch.randn(number),) for number in (8, 5, 12, 7))) == 4


def test_places_with_one_name_are_told_together():
    batch, n = report(shared, "f32[batch, n], f32[n, batch]")
    assert (batch["places"], n["places"]) == (["x.shape[0]", "y.shape[1]"], ["x.shape[1]", "y.shape[0]"])
    assert (batch["conditions"], n["conditions"]) == (["2 <= batch"], ["2 <= n"])


def test_different_names_that_must_be_equal_are_said_to_be():
    a, b = report(shared, "f32[4, a=6], f32[b=6, 4]")
    assert "a == b" in a["conditions"] + b["conditions"] or "b == a" in a["conditions"] + b["conditions"]


def test_the_guards_say_what_holds_of_sizes():
    parsed = parse("f32[n=8, 16]")
    args, kwargs = Materializer(parsed, torch).arguments(parsed.call)
    guards = [str(guard) for guard in trace(branching, args, kwargs).guards]
    assert any("5 <= L['x'].size()[0]" in guard for guard in guards)
    assert any("float32[None, 16]" in guard for guard in guards)
