"""What a function does beside computing: printing, logging, globals, attributes, lists, warnings, time."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import logging
import random
import time
import warnings

import torch

LOG = logging.getLogger(__name__)
COUNT = 0
SEEN = []


def case_print_between():
    def f(x):
        y = x.sin()
        print("between", y.shape)
        return y + 1

    return f, (torch.ones(3),)


def case_logging():
    def f(x):
        LOG.info("shape %s", x.shape)
        return x * 2

    return f, (torch.ones(3),)


def case_warn():
    def f(x):
        warnings.warn("careful", stacklevel=2)
        return x * 2

    return f, (torch.ones(3),)


def case_global_counter():
    def f(x):
        global COUNT
        COUNT += 1
        return x + COUNT

    return f, (torch.ones(3),)


def case_global_list():
    def f(x):
        SEEN.append(x.shape[0])
        return x * len(SEEN)

    return f, (torch.ones(3),)


def case_argument_list_and_dict():
    def f(x, items, table):
        items.append(x * 2)
        items[0] = x
        table["new"] = x.sum()
        table.pop("old")
        return sum(items)

    return f, (torch.ones(3), [torch.zeros(3)], {"old": 1})


def case_time():
    def f(x):
        start = time.time()
        y = x.sin()
        return y, time.time() - start > -1

    return f, (torch.ones(3),)


def case_random():
    def f(x):
        if random.random() > 2:
            return x
        return x * random.randint(1, 1) + torch.rand(3)

    return f, (torch.ones(3),)


def case_attribute_of_object():
    class State:
        def __init__(self):
            self.calls, self.last = 0, None

    state = State()

    def f(x):
        state.calls += 1
        state.last = x.sum()
        return x * state.calls + state.last

    return f, (torch.ones(3),)


def case_graph_break_between_locals():
    def f(x):
        a, b = x + 1, [x, {"k": x * 2}]
        torch._dynamo.graph_break()
        b.append(a)
        return b[0] + b[1]["k"] + b[2]

    return f, (torch.ones(3),)


def case_break_on_the_stack():
    def g(x):
        print("leaf")
        return x + 1

    def f(x):
        return (x * 2) + g(x.cos()) * torch.sin(g(x))

    return f, (torch.ones(3),)


def case_disable():
    @torch._dynamo.disable
    def outside(x):
        return x + 1

    def f(x):
        y = x.sin()
        return outside(y).cos()

    return f, (torch.ones(3),)


def case_open_file():
    def f(x):
        y = x * 2
        with open(__file__) as file:
            n = len(file.readline())
        return y + n

    return f, (torch.ones(3),)


class Layer:
    def __init__(self):
        self.keys = None

    def update(self, keys):
        self.keys = keys if self.keys is None else torch.cat([self.keys, keys])
        return self.keys


class Cache:
    def __init__(self):
        self.layers = [Layer(), Layer()]


def case_result_holds_an_argument_that_changed_inside():
    def f(x, cache):
        y = cache.layers[0].update(x + 1)
        return {"out": cache.layers[1].update(y), "cache": cache}

    return f, (torch.ones(3), Cache())


def case_view_of_what_was_changed():
    def f(x, kept):
        x.add_(1)
        kept.append(x.view(-1)[:2])
        return x[1:], kept

    return f, (torch.ones(2, 2), [])
