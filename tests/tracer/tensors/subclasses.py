"""Subclasses that override `__torch_function__`."""

import torch
from tests.tracer.tensors.cases import Cases

case = Cases()
T = torch.randn


class Sub(torch.Tensor):
    pass


class Log(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        r = super().__torch_function__(func, types, args, kwargs or {})
        return r

    def twice(self):
        return self * 2

    @property
    def half(self):
        return self / 2


class Scale(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func is torch.Tensor.add:
            func = torch.Tensor.mul
        return super().__torch_function__(func, types, args, kwargs or {})


@case(lambda: (T(3).as_subclass(Sub),))
def s1(x):
    return x + 1, x.sin(), torch.cos(x)


@case(lambda: (T(3).as_subclass(Log), T(3)))
def s2(x, y):
    return x + y, y + x, x.shape, x.twice(), x.half, x[0], x.dtype, 2 * x, x > 0


@case(lambda: (T(3).as_subclass(Scale),))
def s3(x):
    return x + 2, torch.cat([x, x])


@case(lambda: (T(3),))
def s4(x):
    return x.as_subclass(Log) + 1


@case(lambda: (T(3),))
def s5(x):
    return Log(x) * 2
