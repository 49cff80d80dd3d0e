"""Dynamic sizes."""

import torch
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (dyn(5, 4),))
def d1(x):
    return x.view(x.size(0), -1) + 1


@case(lambda: (dyn(5, 4),))
def d2(x):
    b, c = x.shape
    return x.reshape(b * c), torch.zeros(b, c), x.shape[0] * 2


@case(lambda: (dyn(5, 4),))
def d3(x):
    if x.shape[0] > 3:
        return x + 1
    return x - 1


@case(lambda: (dyn(5, 4),))
def d5(x):
    return x.numel(), len(x), x.size(), x.stride(), torch.arange(x.size(0)), x[: x.size(0) // 2]
