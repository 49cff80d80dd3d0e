"""Indexing, item assignment, iteration."""

import torch
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (T(3, 4, 5),))
def index(x):
    return x[0], x[:, 1], x[..., 0], x[None], x[1:, :2], x[0, 1, 2], x[::2], x[-1], x[[0, 1]], x[(0, 1)], x[:, None, 1]


@case(lambda: (T(3, 4), torch.tensor([0, 2])))
def index_tensor(x, i):
    return x[i], x[:, i], x[i, i], x[i[0]]


@case(lambda: (T(3, 4),))
def boolmask(x):
    return x[x > 0].sum()


@case(lambda: (T(3, 4),))
def setitem(x):
    y = x.clone()
    y[0] = 1
    y[:, 1] = 2.0
    y[0, 0] = x[1, 1]
    y[..., -1] += 1
    y[x > 0] = 0
    return y


@case(lambda: (T(3, 4),))
def iterate(x):
    s = 0
    for r in x:
        s = s + r
    a, b, c = x
    return s + a * b - c, len(x), [q for q in x]


@case(lambda: (T(3, 4),))
def contains(x):
    return 1.0 in x


@case(lambda: (T(3, 4),))
def idxerr(x):
    return x[7]
