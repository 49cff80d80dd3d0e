"""What the analysis says makes torch compile again does so: the rules' own examples, compiled by torch and called twice."""

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
