"""Modes that are on around a frame: those that take over operators, those that take over functions, the default device."""

import threading

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode


class Passes(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


class Multiplies(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func is torch.ops.aten.add.Tensor:
            return torch.ops.aten.mul.Tensor(*args[:2])
        return func(*args, **(kwargs or {}))


class LeavesCompiledAlone(TorchDispatchMode):
    @classmethod
    def ignore_compile_internals(cls):
        return True

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if any(type(arg) is not torch.Tensor for arg in args if isinstance(arg, torch.Tensor)):
            raise RuntimeError("saw a fake tensor")
        return func(*args, **(kwargs or {}))


class DoublesSine(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        return result * 2 if func is torch.sin else result


class ScalesSums(TorchFunctionMode):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        return result * self.factor if func is torch.add else result


class Enters(TorchFunctionMode):
    def __enter__(self):
        self.entered = True
        return super().__enter__()

    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def part(x):
    return torch.sin(x) + torch.add(x, 1)


def broken(x):
    y = part(x)
    torch._dynamo.graph_break()
    return part(y)


@torch._dynamo.disable(recursive=False)
def under(modes, fn, x):
    for mode in modes:
        torch._C._push_on_torch_function_stack(mode)
    try:
        return fn(x)
    finally:
        for _ in modes:
            torch._C._pop_torch_function_stack()


def case_dispatch_mode_entered():
    def f(x):
        a = part(x)
        with Multiplies():
            b = part(a)
        return part(b)

    return f, (torch.ones(3),)


def case_dispatch_mode_around_frames():
    @torch._dynamo.disable(recursive=False)
    def f(x):
        a = broken(x)
        with Passes():
            b = broken(a)
        return broken(b)

    return f, (torch.ones(3),)


def case_dispatch_mode_first():
    @torch._dynamo.disable(recursive=False)
    def f(x):
        with Passes():
            y = broken(x)
        return broken(y)

    return f, (torch.ones(3),)


def case_dispatch_mode_that_ignores_compiling():
    @torch._dynamo.disable(recursive=False)
    def f(x):
        with LeavesCompiledAlone():
            return broken(x)

    return f, (torch.ones(3),)


def case_flops():
    @torch._dynamo.disable(recursive=False)
    def f(x):
        with FlopCounterMode(display=False) as counted:
            y = x @ x
        return y, counted.get_total_flops()

    return f, (torch.ones(3, 3),)


def case_function_modes_around():
    def f(x):
        return under([DoublesSine(), ScalesSums(3)], broken, x)

    return f, (torch.ones(3),)


def case_function_mode_inside_another():
    def inside(x):
        with DoublesSine():
            y = part(x)
            torch._dynamo.graph_break()
            return part(y)

    def f(x):
        return under([ScalesSums(3)], inside, x)

    return f, (torch.ones(3),)


def case_function_mode_recompiles():
    def f(x):
        return under([], part, x), under([DoublesSine()], part, x), under([], part, x)

    return f, (torch.ones(3),)


def case_function_modes_switched_off():
    @torch._dynamo.disable(recursive=False)
    def switched_off(x):
        with torch._C.DisableTorchFunction():
            return broken(x)

    def f(x):
        return under([DoublesSine()], switched_off, x)

    return f, (torch.ones(3),)


def case_function_mode_with_its_own_enter():
    mode = Enters()

    def f(x):
        with mode:
            y = part(x)
        return y, hasattr(mode, "entered")

    return f, (torch.ones(3),)


def case_default_device():
    def f(x):
        torch.set_default_device("cpu")
        y = x + torch.ones(3)
        torch.set_default_device(None)
        return y

    return f, (torch.ones(3),)


def case_default_device_around():
    def made(x):
        return x + torch.ones(3)

    @torch._dynamo.disable(recursive=False)
    def f(x):
        torch.set_default_device("cpu")
        try:
            return made(x)
        finally:
            torch.set_default_device(None)

    return f, (torch.ones(3),)


def case_thread_local():
    local = threading.local()
    local.count = 1

    def f(x):
        local.count += 1
        local.last = x
        return x + local.count, local.last, hasattr(local, "other")

    return f, (torch.ones(3),)


def case_disabled_without_its_callees():
    @torch._dynamo.disable(recursive=False)
    def disabled(x):
        return part(x).sum()

    def f(x):
        return part(disabled(x))

    return f, (torch.ones(3),)
