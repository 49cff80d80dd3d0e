"""Frames that are captured one by one: rests after a break, callees of a frame that was given up, one code used again."""

import torch
from torch import nn
from torch.overrides import TorchFunctionMode


def numbered():
    return tuple(i for i in (1, 2))


def case_rest_that_asks_whether_it_compiles():
    def f(x):
        y = x.sin()
        torch._dynamo.graph_break()
        torch.compiler.is_compiling()
        return y, numbered()

    return f, (torch.ones(3),)


def case_rest_that_does_not_ask():
    def f(x):
        y = x.sin()
        torch._dynamo.graph_break()
        return y, numbered()

    return f, (torch.ones(3),)


class Doubling(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        return result * 2 if func is torch.add else result


def case_torch_function_mode():
    def f(x):
        with Doubling():
            y = torch.add(x, 1)
        return torch.add(y, 1)

    return f, (torch.ones(3),)


def case_torch_function_mode_through_vmap():
    def f(x):
        with Doubling():
            return torch.vmap(lambda row: torch.add(row, 1))(x)

    return f, (torch.ones(2, 3),)


def case_break_in_torch_function_mode():
    def f(x):
        with Doubling():
            y = torch.add(x, 1)
            torch._dynamo.graph_break()
            y = torch.add(y, 1)
        return y + 1

    return f, (torch.ones(3),)


def case_check_with_a_tensor_in_its_message():
    def f(x):
        total = x.sum()
        text = f"sum {total}"
        torch._check_with(ValueError, x.shape[0] == 3, lambda: text)
        return x + 1

    return f, (torch.ones(3),)


def case_check_of_a_tensor():
    def f(x):
        torch._check_tensor_all_with(ValueError, x > 0, lambda: "not positive")
        return x + 1

    return f, (torch.ones(3),)


class Padding:
    @staticmethod
    def pad(x, n):
        return torch.nn.functional.pad(x, (n, n))

    def padded(self, x):
        return self.pad(x, x.sum().int().item())


def case_static_method_waits_for_its_argument():
    def f(x, padding):
        return padding.padded(x)

    return f, (torch.ones(3), Padding())


def scaled(x):
    return x.sin() * x.shape[0] if x.dim() else x.cos()


def case_callee_with_other_sizes_and_dimensions():
    def f(xs):
        out = []
        for x in xs:
            torch._dynamo.graph_break()
            out.append(scaled(x))
        return out

    return f, ([torch.ones(3), torch.ones(4), torch.tensor(2.0), torch.ones(5), torch.ones(2, 3)],)


def padded(x, n):
    return torch.nn.functional.pad(x, (0, n)) + 1


def case_callee_with_other_items():
    def f(xs, ns):
        out = []
        for x, n in zip(xs, ns, strict=True):
            torch._dynamo.graph_break()
            out.append(padded(x, n))
        return out

    return f, ([torch.ones(3), torch.ones(4), torch.ones(5)], [torch.tensor(n) for n in (0, 1, 2)])


def checked(x):
    twice = x.repeat(2, 1)
    if twice.size() != (x.shape[0] * 2, x.size(1)):
        raise ValueError(f"got {twice.size()}")
    return twice + 1


def case_callee_that_compares_sizes():
    def f(xs):
        out = []
        for x in xs:
            torch._dynamo.graph_break()
            out.append(checked(x))
        return out

    return f, ([torch.ones(n, 3) for n in (3, 4, 5)],)


def case_rest_that_only_hands_tensors_over():
    def f(x, mask, labels):
        y = x.sin()
        chosen = y[mask]
        return chosen, labels[mask].float() + 1

    return f, (torch.ones(3), torch.tensor([True, False, True]), torch.tensor([1, 2, 3]))


def case_rest_that_names_its_class():
    class Checked(nn.Module):
        def __call__(self, *args):
            return super().__call__(*args)

    class Layer(Checked):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(3, 3)

        def forward(self, x):
            y = self.lin(x)
            return y + y.sum().item()

    return nn.Sequential(Layer(), Layer()), (torch.ones(2, 3),)


def case_break_under_vmap():
    def broken(row):
        row = row + 1
        torch._dynamo.graph_break()
        return row * 2

    def f(x):
        return torch.vmap(broken)(x).cos()

    return f, (torch.ones(2, 3),)


def case_break_under_grad():
    def broken(x):
        y = x.sin()
        torch._dynamo.graph_break()
        return y.sum()

    def f(x):
        return torch.func.grad(broken)(x).cos()

    return f, (torch.ones(3),)
