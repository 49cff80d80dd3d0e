"""Where data would leave the graph."""

import torch
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (T(3, 4),))
def branch(x):
    y = x.sin()
    if y.sum() > 0:
        y = y + 1
    else:
        y = y - 1
    return y * 2


@case(lambda: (T(3, 4),))
def item(x):
    y = x.sin()
    v = y.sum().item()
    return y + v


@case(lambda: (torch.tensor([1, 2, 3]),))
def tolist(x):
    return (x + 1).tolist(), x * 2


@case(lambda: (T(3),))
def tolistf(x):
    return (x + 1).tolist(), x * 2


@case(lambda: (torch.tensor(3), T(4)))
def toint(x, y):
    n = int(x)
    return y + n


@case(lambda: (torch.tensor(3.0), T(4)))
def tofloat(x, y):
    return y + float(x)


@case(lambda: (torch.tensor(1.0), T(4)))
def tobool(x, y):
    return y + bool(x)


@case(lambda: (torch.tensor(1.0), T(4)))
def notx(x, y):
    z = not x
    return y + 1, z


@case(lambda: (T(3, 4),))
def nonzero(x):
    return torch.nonzero(x > 0).sum(), torch.unique(x)


@case(lambda: (T(3, 4),))
def where1(x):
    return torch.where(x > 0)[0].float().sum()


@case(lambda: (T(3, 4),))
def reprt(x):
    s = str(x)
    return x * 2, len(s) > 0


@case(lambda: (T(3, 4),))
def eqt(x):
    return torch.equal(x, x)


@case(lambda: (T(3, 4),))
def allclose(x):
    return torch.allclose(x, x)


@case(lambda: (T(3, 4),))
def sparse(x):
    return x.to_sparse().to_dense()


@case(lambda: (T(3, 4),))
def ttt(x):
    return torch.tensor([x[0, 0], x[0, 1]])


@case(lambda: (torch.tensor(2), T(4)))
def listidx(n, x):
    return [1, 2, 3][n] + x
