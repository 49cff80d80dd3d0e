"""Functions that are one node of the graph: nested regions, `map`, regions in a mode; and modules of torch.fx called."""

import torch
from torch import nn
from torch._higher_order_ops import map as map_over
from torch._higher_order_ops.wrap import wrap_with_autocast, wrap_with_set_grad_enabled


class Counter:
    count = 0
    last = None


@torch.compiler.nested_compile_region
def region(x):
    return x.sin() + 1


def case_region_called_once():
    def f(x):
        return region(x) * 2

    return f, (torch.ones(3),)


def case_region_called_twice():
    def f(x):
        return region(x) + region(x * 2)

    return f, (torch.ones(3),)


def case_region_of_other_shapes():
    def f(x):
        return region(x) + region(x[:1]) + region(x[1:2])

    return f, (torch.ones(3),)


def case_region_that_changes_things():
    counter = Counter()

    @torch.compiler.nested_compile_region
    def counted(x):
        counter.count += 1
        counter.last = x + 1
        return counter.last.cos()

    def f(x):
        return counted(x) + counted(x * 2), counter.count, counter.last

    return f, (torch.ones(3),)


def case_region_that_writes():
    @torch.compiler.nested_compile_region
    def writes(x, total):
        total.add_(x)
        return x * total

    def f(x, total):
        return writes(x, total), total

    return f, (torch.ones(3), torch.zeros(3))


def case_map_with_constants():
    def f(x):
        return map_over(lambda row, times, also: row * times if also else row, x, 3, True)  # noqa: FBT003

    return f, (torch.ones(4, 3),)


def case_region_in_a_grad_mode():
    def f(x):
        return wrap_with_set_grad_enabled(False, lambda y: y + 1, x)  # noqa: FBT003 - as export writes it

    return f, (torch.ones(3),)


def case_region_in_autocast():
    def f(x):
        return wrap_with_autocast("cpu", torch.bfloat16, True, True, lambda y: y @ y.t(), x)  # noqa: FBT003 - the same

    return f, (torch.ones(4, 3),)


def case_graph_module_called():
    module = torch.fx.symbolic_trace(nn.Sequential(nn.Linear(3, 3), nn.ReLU()))

    def f(x):
        return module(x) + 1

    return f, (torch.ones(2, 3),)


class Disables:
    @torch._dynamo.disable
    def method(self, x):
        return x + 1

    @torch._dynamo.disable(recursive=False)
    def alone(self, x):
        return x + 2

    @staticmethod
    @torch._dynamo.disable
    def static(x):
        return x + 3

    @classmethod
    @torch._dynamo.disable
    def of_class(cls, x):
        return x + 4


def case_disabled_methods():
    it = Disables()

    def f(x):
        x = it.method(x).sin()
        x = it.alone(x).sin()
        x = it.static(x).sin()
        return it.of_class(x).sin()

    return f, (torch.ones(3),)


def case_methods_of_a_dtype():
    def f(x):
        y = x.to(x.dtype.to_complex())
        return y.abs()

    return f, (torch.ones(3),)
