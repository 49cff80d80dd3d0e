"""The user's own `torch.autograd.Function`s: traced whole, or captured from inside where they break."""

import torch
from torch import nn
from torch.autograd import Function


class Scaled(Function):
    """Traced whole: forward and backward are two graphs of one node."""

    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        ctx.save_for_backward(x)
        return x.sign() * factor

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        inside = grad.clone()
        inside[x.abs() > 1] = 0
        return inside * ctx.factor, None


class OldSwish(Function):
    """`saved_variables` is gone, so that backward can't be traced and forward runs as a frame of its own."""

    @staticmethod
    def forward(ctx, x):
        result = x * torch.sigmoid(x)
        ctx.save_for_backward(x)
        ctx.note = ["a", 1]
        return result + 0

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_variables[0]


class Branching(Function):
    """Forward leaves the graph in the middle, with `ctx` among what lives on."""

    @staticmethod
    def forward(ctx, x):
        ctx.total = x.sum().item()
        ctx.save_for_backward(x)
        return x * ctx.total

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * ctx.total + x


class Doubled(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx, grad):
        return grad * 2


class Between(nn.Module):
    def __init__(self, act):
        super().__init__()
        self.lin, self.act = nn.Linear(4, 4), act

    def forward(self, x):
        return self.lin(self.act(self.lin(x))) + 1


def case_traced():
    return Between(lambda x: Scaled.apply(x, 0.5)), (torch.ones(2, 4),)


def case_backward_cannot_be_traced():
    return Between(OldSwish.apply), (torch.ones(2, 4),)


def case_forward_breaks():
    return Between(Branching.apply), (torch.ones(2, 4),)


def case_dirty():
    return Between(lambda x: Doubled.apply(x * 1)), (torch.ones(2, 4),)


def case_dirty_without_gradient():
    def f(x):
        return Doubled.apply(x * 1) + 1

    return f, (torch.ones(3),)


def case_backward_after():
    net = Between(OldSwish.apply)

    def f(x):
        loss = net(x).sum()
        loss.backward()
        return loss, net.lin.weight.grad

    return f, (torch.ones(2, 4),)


@torch._dynamo.allow_in_graph
class Allowed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        torch._dynamo.graph_break()
        ctx.rows = x.size(0)
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.rows


def case_allowed_in_graph():
    return Between(Allowed.apply), (torch.ones(2, 4),)


class OfItsClass(torch.autograd.Function):
    @classmethod
    def forward(cls, ctx, x):
        return x + x

    @classmethod
    def backward(cls, ctx, grad):
        return grad


def case_class_methods():
    return Between(OfItsClass.apply), (torch.ones(2, 4),)


class Unmaterialized(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx._materialize_non_diff_grads = False
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 2


def case_private_setting_of_ctx():
    return Between(Unmaterialized.apply), (torch.ones(2, 4),)


def case_break_in_apply_of_an_instance():
    def f(x):
        return Branching().apply(x.sin())

    return f, (torch.ones(3),)
