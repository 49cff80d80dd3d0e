"""Operators: each is the node that Dynamo makes."""

import torch
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (T(3, 4), T(3, 4)))
def arith(x, y):
    return x + y - 1 * x / 2 // 3 % 2**x, -x, +x, ~(x > 0), abs(x)


@case(lambda: (T(3, 4), T(3, 4)))
def inplace(x, y):
    z = x + 1
    z += y
    z -= 1
    z *= 2
    z /= y
    z //= 1
    z %= 5
    z **= 2
    return z


@case(lambda: (T(4, 4), T(4, 4)))
def matmul(x, y):
    z = x @ y
    z = z.clone()
    z @= y
    return z


@case(lambda: (T(3, 4),))
def reflected(x):
    return 1 + x, 1 - x, 2 * x, 2 / x, 2 // x, 2 % x, 2**x


@case(lambda: (T(3, 4), T(3, 4)))
def compare(x, y):
    return x < y, x <= 1, 0 > x, x == y, x != 0, 2 <= x, x >= y


@case(lambda: (T(3, 4),))
def cmpnone(x):
    a = x == None
    b = x is None
    c = x is not None
    return a, b, c, x != None


@case(lambda: (torch.nn.Parameter(T(3, 4)), T(3, 4)))
def paramcmp(p, x):
    return x < p, x + p, p * x, p == x


@case(lambda: (T(3, 4), T(3, 4)))
def dunder(x, y):
    return (
        x.__add__(y),
        x.__mul__(2),
        x.__neg__(),
        x.__getitem__(0),
        x.__radd__(1),
        x.__len__(),
        x.__and__(x) if False else 0,
        x.__rsub__(2),
        x.__eq__(y),
        x.__matmul__(y.t()),
    )


@case(lambda: (torch.randint(0, 2, (3,)).bool(), torch.tensor([1, 2, 3])))
def logical(x, i):
    return x & x, x | ~x, x ^ x, i << 1, i >> 1, 1 << i, x.logical_not(), i & 1


@case(lambda: (T(3, 4),))
def cplx(x):
    return x + 1j, 1j * x, (x * 1j).real, torch.view_as_real(torch.complex(x, x))


@case(lambda: (T(3, 4), 2, 0.5, True))
def scalars(x, n, f, b):
    return x * n + f if b else x


@case(lambda: (T(3), T(3)))
def maxmin(x, y):
    return max(x[0], y[0])
