"""What is on the way out where a capture ends: what can't be rebuilt, what may not leave, what is looked at there."""

import contextlib

import numpy as np
import torch
from torch import nn


class Answer:
    def __init__(self, values, formatter=lambda x: x):
        self.values, self.formatter = values, formatter


def case_default_function_returned():
    """A function that is found only as a default of another is no input, and can't be rebuilt."""

    def f(x):
        return Answer(x.softmax(-1)).values, Answer(x + 1)

    return f, (torch.ones(2, 3),)


def case_leaf_returned():
    def f(x):
        y = x + 1
        hidden = torch.zeros(3).requires_grad_()
        return y + hidden, hidden.detach()

    return f, (torch.ones(3),)


def case_leaf_in_callee_returned():
    def hidden(x):
        made = torch.zeros_like(x)
        made.requires_grad_(True)
        return made

    def f(x):
        y = x * 3
        return y + hidden(x)

    return f, (torch.ones(3),)


def case_leaf_stays():
    def f(x):
        hidden = torch.zeros(3).requires_grad_()
        return (hidden * x).detach() + 1

    return f, (torch.ones(3),)


class Settings(nn.Module):
    def __init__(self):
        super().__init__()
        self.momentum, self.bins, self.on, self.mode = 0.5, 3, True, "sum"

    def scaled(self, x, by, on):
        return x * x.sum().item() * by if on else x

    def forward(self, x):
        momentum, on = self.momentum, self.on
        mode = self.mode
        y = self.momentum * self.scaled(x, self.bins, self.on)
        return y * momentum, on, mode


def case_settings_across_a_break():
    return Settings(), (torch.ones(3),)


def case_method_of_tensor_across_a_break():
    """`x.repeat` is evaluated before its argument breaks: it is a C method of a real tensor then."""

    def f(x, n):
        y = x.new_zeros(int(x.argmax().item()))
        return y, x.repeat(1, n.item())

    return f, (torch.tensor([1.0, 3.0, 2.0]), torch.tensor(2))


def case_named_result_across_a_break():
    def f(x):
        limit = torch.topk(x, 2)[0][..., int(x.argmin())]
        return x.ge(limit).float()

    return f, (torch.tensor([3.0, 1.0, 2.0]),)


class Hooked(nn.Module):
    """torch's own layers are captured alone where they have hooks and their caller runs in eager."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.shapes = []
        self.a.register_forward_hook(self.note)

    def note(self, module, args, output):
        print(output.shape)

    def forward(self, x):
        for _ in range(2):
            torch._dynamo.graph_break()
            x = self.a(x)
        return x


def case_hooked_layer():
    return Hooked(), (torch.ones(2, 3),)


def case_hook_for_one_call():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(3, 3)

        def forward(self, x):
            out = []
            handle = self.a.register_forward_hook(lambda m, i, o: out.append(o))
            y = self.a(x)
            handle.remove()
            return y + out[0]

    return Net(), (torch.ones(2, 3),)


def case_old_signatures():
    def f(x):
        y = x * 2
        y.add_(0.5, x)
        y.addcmul_(2, x, x)
        return y.add_(x, alpha=x.sum())

    return f, (torch.ones(3),)


def case_numbers_of_numpy():
    def f(x):
        pad = int(np.floor((5 - 1) / 2))
        scale = float(np.sqrt(x.size(-1)))
        ones = torch.from_numpy(np.ones((3,)) * 0.5)
        for i in range(int(np.log2(8))):
            x = x + i
        return nn.functional.pad(x, (pad, pad)) / scale, x * ones

    return f, (torch.ones(3),)


def case_attribute_for_one_call():
    class Net(nn.Module):
        def forward(self, x):
            self.cached = x * 2
            y = self.cached + 1
            del self.cached
            return y

    return Net(), (torch.ones(3),)


def case_mode_switched_for_nothing():
    def f(x):
        with torch.no_grad():
            return x

    return f, (torch.ones(3),)


def case_modes_in_each_other_across_breaks():
    def f(x):
        with torch.no_grad():
            x = x + 1
            torch._dynamo.graph_break()
            with torch.enable_grad():
                x = x * 5
                torch._dynamo.graph_break()
                x = x + 3
            x = x.sin()
            inside = torch.is_grad_enabled()
        return x, inside, torch.is_grad_enabled()

    return f, (torch.ones(3),)


def case_mode_made_before_a_break():
    def f(x):
        mode = torch.set_grad_enabled(False)
        cast = torch.autocast("cpu", torch.bfloat16)
        x = x + 1
        torch._dynamo.graph_break()
        y = x * 2
        with mode, cast:
            x = x @ x
        return x, y

    return f, (torch.ones(3, 3),)


class Switched:
    def __enter__(self):
        self.before = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)

    def __exit__(self, *_):
        torch._C._set_grad_enabled(self.before)


class SwitchedAfterABreak(Switched):
    def __enter__(self):
        torch._dynamo.graph_break()
        super().__enter__()


def case_super_after_a_break():
    def f(x):
        with SwitchedAfterABreak():
            y = x * 2
        return y.sin()

    return f, (torch.ones(3),)


def case_generator_that_goes_on():
    @contextlib.contextmanager
    def block(x):
        yield x.sin()

    def f(x, manager):
        with manager as y:
            return x + y

    x = torch.ones(3)
    return f, (x, block(x))


def case_profiler_asked():
    def f(x):
        with torch.profiler.profile() as profiler:
            x = x + 1
            profiler.step()
        return x

    return f, (torch.ones(3),)


class Padded(nn.Module):
    def __init__(self, mode):
        super().__init__()
        self.mode = mode

    def forward(self, x):
        return self.pad(x.sin() + 1, mode=self.mode)

    def pad(self, x, mode):
        if mode == "one":
            x = x + 1
        if x.sum() > 0:
            return x * 2
        return x


class BothPadded(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.other = Padded("one"), Padded("other")

    def forward(self, x):
        return self.other(self.one(x))


def case_text_that_only_a_broken_callee_looked_at():
    """Its look is rolled back: the caller holds for other texts too."""
    return BothPadded(), (torch.ones(3),)
