"""Plain functions of tensors."""

import torch


def case_add():
    def f(x, y):
        return x + y * 2

    return f, (torch.ones(3), torch.ones(3))


def case_print():
    def f(x):
        y = x.sin()
        print("side effect")
        return y + 1

    return f, (torch.ones(3),)
