"""What the analysis says makes torch compile again does so: the rules' own examples, compiled by torch and called twice."""

from functools import partial

import pytest
import torch

from fullgraph_analysis.rules import growing_containers, module_numbers, scalar_arguments, shape_branches

COUNTERS = [source for source, _ in module_numbers.INVALID + growing_containers.INVALID]
STEADY = [*module_numbers.VALID, *growing_containers.VALID]


def compilations(source, *calls):
    """How often torch had compiled what a source defines, after each call."""
    torch._dynamo.reset()
    counted = []

    def backend(graph, inputs):
        counted.append(graph)
        return graph.forward

    names = {}
    exec(source.replace("@torch.compile", ""), names)
    made = names["M"]() if "M" in names else names["f"]
    compiled = torch.compile(made, backend=backend)
    seen = []
    for arguments in calls:
        compiled(*arguments)
        seen.append(len(counted))
    return seen


@pytest.mark.parametrize("source", COUNTERS)
def test_what_grows_or_counts_compiles_at_each_call(source):
    x = torch.rand(4)
    assert compilations(source, (x,), (x,), (x,)) == [1, 2, 3]


@pytest.mark.parametrize("source", STEADY)
def test_what_does_not_compiles_once_or_becomes_a_symbol(source):
    x = torch.rand(4)
    assert compilations(source, (x,), (x,), (x,))[1:] in ([1, 1], [2, 2])


@pytest.mark.parametrize(
    ("source", "one", "other"),
    [(scalar_arguments.INVALID[0][0], 2, 3), (scalar_arguments.INVALID[1][0].replace("x if", "2 * x if"), True, False)],
)
def test_another_argument_compiles_again_where_it_is_read(source, one, other):
    x = torch.rand(4)
    assert compilations(source, (x, one), (x, other)) == [1, 2]
    assert compilations(scalar_arguments.VALID[0], (x, 2), (x, 3)) == [1, 1]


@pytest.mark.parametrize("source", [source for source, _ in shape_branches.INVALID])
def test_a_size_on_the_other_side_compiles_again(source):
    sizes = [(torch.rand(size),) for size in (8, 9, 10, 2 if ">" in source else 7)]
    assert compilations(source, *sizes) == [1, 2, 2, 3]
    plain = "import torch\n\ndef f(x):\n    return x + 1\n"
    assert compilations(plain, *sizes) == [1, 2, 2, 2]


CLOSING = """
def made(value):
    return lambda y: y * 2 if value else y + 1

def f(g, x):
    return g(x) + 1
"""


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ((7, 7, 7), [1, 1, 1]),
        ((2, 3, 4), [1, 2, 2]),
        ((True, False, None), [1, 2, 3]),
        (("a", "b", "c"), [1, 2, 3]),
    ],
)
def test_a_function_made_anew_compiles_again_only_for_what_it_closes_over(values, counts):
    """FG806 as its page says it."""
    space = {}
    exec(CLOSING, space)
    x = torch.rand(4)
    assert compilations(CLOSING, *((space["made"](value), x) for value in values)) == counts


def test_compiling_for_each_call_compiles_again_only_with_a_back_end_made_for_it():
    """FG807 as its page says it."""
    compiled = []

    def backend(graph, inputs):
        compiled.append(graph)
        return graph.forward

    x = torch.rand(4)

    def times(call, most=3):
        torch._dynamo.reset()
        compiled.clear()
        for _ in range(most):
            call()
        return len(compiled)

    def twice(y):
        return y * 2

    assert times(lambda: torch.compile(twice, backend=backend)(x)) == 1
    assert times(lambda: torch.compile(lambda y: y * 2, backend=backend)(x)) == 1
    assert times(lambda: torch.compile(torch.nn.Linear(4, 4), backend=backend)(x)) == 1
    assert times(lambda: torch.compile(twice, backend=partial(backend))(x)) == 3
