"""Data that leaves the graph: items, lists, numpy, shapes that depend on values."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import torch


def case_item():
    def f(x):
        scale = x.sum().item()
        return x * scale

    return f, (torch.ones(3),)


def case_item_in_branch():
    def f(x):
        y = x + 1
        if y.max().item() > 1:
            y = y * 2
        return y

    return f, (torch.ones(3),)


def case_int_float_bool():
    def f(x):
        n = int(x.sum())
        return x + n + float(x[0])

    return f, (torch.ones(3),)


def case_tolist():
    def f(x):
        y = x * 2
        values = y.tolist()
        return torch.tensor(values) + y, len(values)

    return f, (torch.ones(3),)


def case_nonzero():
    def f(x):
        y = x.relu()
        where = torch.nonzero(y)
        return where.shape[0] * y

    return f, (torch.tensor([1.0, 0.0, 2.0]),)


def case_boolean_mask():
    def f(x):
        kept = x[x > 0]
        return kept.sum() + x.mean()

    return f, (torch.tensor([1.0, -1.0, 2.0]),)


def case_masked_select_and_unique():
    def f(x):
        a = torch.masked_select(x, x > 0)
        b = torch.unique(x)
        return a.sum(), b.numel()

    return f, (torch.tensor([1.0, -1.0, 1.0]),)


def case_numpy_and_back():
    def f(x):
        a = x.numpy()
        b = a * 2 + a.sum()
        return torch.from_numpy(b) + x

    return f, (torch.ones(3),)


def case_numpy_functions():
    import numpy as np

    def f(a):
        b = np.sin(a) + np.arange(3)
        return b.reshape(1, 3), np.concatenate([a, b])

    return f, (np.ones(3),)


def case_detach_cpu_numpy():
    def f(x):
        y = (x * 2).detach().cpu().numpy()
        return y.max() + 1

    return f, (torch.ones(3, requires_grad=True),)


def case_repeat_interleave():
    def f(x, n):
        return torch.repeat_interleave(x, n) + 1

    return f, (torch.ones(3), torch.tensor([1, 2, 3]))


def case_format_tensor():
    def f(x):
        y = x.sum()
        text = f"{y} and {y:.2f}"
        return x + len(text)

    return f, (torch.ones(3),)


def case_data_ptr_and_is():
    def f(x, y):
        if x is y:
            return x
        return x + y, x.data_ptr() == y.data_ptr()

    return f, (torch.ones(3), torch.ones(3))
