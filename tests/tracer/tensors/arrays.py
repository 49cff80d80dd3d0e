"""numpy, traced as tensors."""

import numpy as np
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
def np2(x):
    a = x.numpy()
    b = np.sum(a, axis=0)
    return torch.from_numpy(b) + 1, a.mean(axis=0)


@case(lambda: (T(3, 4),))
def np4(x):
    return x + np.pi, np.prod([2, 3]) * x, x * np.array([1, 2, 3, 4.0]), np.arange(3)


@case(lambda: (np.random.RandomState(0).randn(3, 4),))
def np5(a):
    return a.dtype, a + 1


@case(lambda: (np.float32(3.0), T(3)))
def npgen(s, x):
    return x * s


@case(lambda: (T(3, 4),))
def detnp(x):
    a = x.detach().cpu().numpy()
    return a.max(axis=0)


@case(lambda: (np.random.RandomState(0).randn(3, 4),))
def np3(a):
    b = np.zeros((3, 4))
    b[0] = 1
    b += a
    return b.astype(np.float32), np.concatenate([a, b]), a @ b.T
