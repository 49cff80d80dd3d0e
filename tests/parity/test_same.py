import dataclasses

import numpy as np
import pytest
import torch

from tests.parity.same import difference, snapshot


@dataclasses.dataclass
class Out:
    x: torch.Tensor


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.ones(3),
        lambda: {"a": [torch.ones(2), (1, 2.0, None)]},
        lambda: Out(torch.ones(2)),
        lambda: np.arange(3),
        lambda: {1, 2},
        lambda: float("nan"),
        lambda: torch.tensor([float("nan"), 1.0]),
    ],
)
def test_equal_values_do_not_differ(make):
    assert difference(make(), make()) == ""


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        (torch.ones(3), torch.ones(2), "result: torch.float32[3] and torch.float32[2]"),
        (torch.ones(3), torch.ones(3) * 2, "result: off by 1"),
        ([torch.tensor([1])], [torch.tensor([2])], "result[0]: different torch.int64 values"),
        ({"a": 1}, {"a": 2}, "result['a']: 1 and 2"),
        ({"a": 1}, {"b": 1}, "result: keys ['a'] and ['b']"),
        (1, True, "result: int and bool"),
        (Out(torch.ones(1)), Out(torch.zeros(1)), "result.x: off by 1"),
        (1.0, 2.0, "result: 1.0 and 2.0"),
    ],
)
def test_differences_are_told(left, right, said):
    assert difference(left, right) == said


def test_a_snapshot_shows_what_was_changed():
    module, items = torch.nn.BatchNorm1d(2), [torch.ones(2)]
    before = snapshot([module, items])
    assert difference(before, snapshot([module, items])) == ""
    module(torch.rand(3, 2))
    assert "running_mean" in difference(before, snapshot([module, items]))
