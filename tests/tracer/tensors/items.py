"""Items of inputs without dimensions: symbols, where torch itself asks for them."""

import numpy as np
import torch
from tests.tracer.tensors.cases import Cases

case = Cases()
T = torch.randn
scale = np.float64(2.0)


@case(lambda: (T(4),))
def i1(x):
    n = scale.item()
    return x * (n * 2)


@case(lambda: (torch.tensor(3), T(4)))
def i2(n, x):
    return torch.zeros(n) + 1


@case(lambda: (torch.tensor(3), T(4)))
def i3(n, x):
    return torch.arange(n), x * n


@case(lambda: (torch.tensor(3.0, dtype=torch.float64), T(4)))
def i4(n, x):
    return x + n, torch.full((2,), n)


@case(lambda: (torch.tensor(2), T(4)))
def i5(n, x):
    return x[n], x.view(n, 2)


@case(lambda: (torch.tensor(2), T(4)))
def i6(n, x):
    return x.repeat(n), torch.tensor([n, 3])
