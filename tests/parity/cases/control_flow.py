"""Branches and loops: on Python values, on shapes, on tensors."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import torch


def case_branch_on_python():
    def f(x, flag, mode):
        if flag and mode == "train":
            x = x * 2
        elif not flag:
            x = x - 1
        return x if mode else -x

    return f, (torch.ones(3), True, "train")


def case_branch_on_shape():
    def f(x):
        if x.shape[0] > 2 and x.ndim == 1:
            return x.sum()
        return x

    return f, (torch.ones(3),)


def case_branch_on_tensor():
    def f(x):
        y = x.sin()
        if y.sum() > 0:
            y = y + 1
        else:
            y = y - 1
        return y * 2

    return f, (torch.ones(3),)


def case_branch_on_tensor_in_callee():
    def g(x):
        if x.sum() > 0:
            return x + 1
        return x - 1

    def f(x):
        a = x * 2
        b = g(a)
        return g(b) + a

    return f, (torch.ones(3),)


def case_conditional_expression_on_tensor():
    def f(x):
        return x * (2 if x.max() > 0 else 3)

    return f, (torch.ones(3),)


def case_and_or_on_tensors():
    def f(x):
        y = x.sum() > 0 and x.min() > -1
        return x + 1, y

    return f, (torch.ones(3),)


def case_while_on_tensor():
    def f(x):
        n = 0
        while x.sum() < 20:
            x = x * 2
            n += 1
        return x, n

    return f, (torch.ones(3),)


def case_while_on_python():
    def f(x):
        n = 5
        while n:
            n -= 1
            if n == 3:
                continue
            if n == 1:
                break
            x = x + n
        else:
            x = x * 100
        return x

    return f, (torch.ones(3),)


def case_for_else_enumerate_zip():
    def f(x):
        out = []
        for i, (a, b) in enumerate(zip([1, 2, 3], (4.0, 5.0, 6.0)), start=1):
            out.append(x * a + b * i)
        else:
            out.append(x)
        return torch.stack(out)

    return f, (torch.ones(2),)


def case_loop_over_tensor():
    def f(x):
        total = torch.zeros(2)
        for row in x:
            total = total + row
        a, b = x
        return total, a, b

    return f, (torch.ones(2, 2),)


def case_break_in_loop():
    def f(x):
        for i in range(3):
            x = x + i
            print("in a loop")
        return x.sin()

    return f, (torch.ones(2),)


def case_break_in_loop_of_callee():
    def g(x):
        for _ in range(2):
            x = x * 2
            torch._dynamo.graph_break()
        return x

    def f(x):
        return g(x.sin()).cos()

    return f, (torch.ones(2),)


def case_assert_on_tensor():
    def f(x):
        assert x.shape[0] == 3, "three"
        assert (x > 0).all(), "all positive"
        return x * 2

    return f, (torch.ones(3),)


def case_match():
    def f(x, command):
        match command:
            case {"op": "scale", "by": by, **rest}:
                return x * by + len(rest)
            case [first, *others]:
                return x + first + len(others)
            case int() | float():
                return x
            case _:
                return -x

    return f, (torch.ones(3), {"op": "scale", "by": 3, "more": 1})


def case_walrus_and_chained():
    def f(x):
        if (n := x.size(0)) > 1 and 0 < n <= 10:
            x = x * n
        return x

    return f, (torch.ones(3),)


def case_recursion():
    def f(x, n):
        return x if n == 0 else f(x + n, n - 1)

    return f, (torch.ones(3), 4)
