"""Parts of torch that have rules of their own: autograd, higher-order operators, checkpoint, vmap, optimizers, streams."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import torch
from torch import nn


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * 2 + x * 0


def case_autograd_function():
    def f(x):
        return Double.apply(x.sin()).sum()

    return f, (torch.ones(3, requires_grad=True),)


def case_variable():
    def f(x):
        return torch.autograd.Variable(x) * 2

    return f, (torch.ones(3),)


def case_cond():
    def f(x):
        return torch.cond(x.sum() > 0, lambda y: y.sin(), lambda y: y.cos(), (x,))

    return f, (torch.ones(3),)


def case_checkpoint():
    lin = nn.Linear(3, 3)

    def f(x):
        return torch.utils.checkpoint.checkpoint(lambda y: lin(y).relu(), x, use_reentrant=False)

    return f, (torch.ones(2, 3, requires_grad=True),)


def case_vmap():
    def f(x, y):
        return torch.vmap(torch.dot)(x, y), torch.func.vmap(lambda a: a * 2 + y[0])(x)

    return f, (torch.ones(2, 3), torch.ones(2, 3))


def case_func_grad():
    def f(x):
        return torch.func.grad(lambda y: (y**2).sum())(x)

    return f, (torch.ones(3),)


def case_functional_call():
    lin = nn.Linear(3, 3)

    def f(x, w):
        return torch.func.functional_call(lin, {"weight": w}, (x,))

    return f, (torch.ones(1, 3), torch.ones(3, 3))


def case_autograd_grad():
    def f(x):
        y = (x * 3).sum()
        (g,) = torch.autograd.grad(y, x)
        return g

    return f, (torch.ones(3, requires_grad=True),)


def case_backward_in_graph():
    def f(x):
        y = (x * 3).sum()
        y.backward()
        return x.grad

    return f, (torch.ones(3, requires_grad=True),)


def case_requires_grad():
    def f(x):
        y = torch.zeros(3, requires_grad=True)
        return x + y

    return f, (torch.ones(3),)


def case_sdpa():
    def f(q):
        return nn.functional.scaled_dot_product_attention(q, q, q, is_causal=True)

    return f, (torch.ones(1, 2, 3, 4),)


def case_optimizer_step():
    lin = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(lin.parameters(), lr=0.1)
    for p in lin.parameters():
        p.grad = torch.ones_like(p)

    def f():
        optimizer.step()

    return f, ()


def case_random_numbers():
    def f(x):
        torch.manual_seed(3)
        return x + torch.rand_like(x) + torch.randn(3).relu()

    return f, (torch.ones(3),)


def case_is_compiling():
    def f(x):
        if torch.compiler.is_compiling():
            return x * 2
        return x + x

    return f, (torch.ones(3),)


def case_sparse_and_unsupported():
    def f(x):
        y = x * 2
        s = y.to_sparse()
        return s.to_dense() + 1

    return f, (torch.ones(2, 2),)


def case_resize():
    def f(x):
        y = x.clone()
        y.resize_(2, 3)
        return y + 1

    return f, (torch.ones(6),)


def case_out_argument():
    def f(x):
        out = torch.empty(3)
        torch.add(x, 1, out=out)
        return out * 2

    return f, (torch.ones(3),)


def case_complex_and_fft():
    def f(x):
        z = torch.fft.rfft(x)
        return torch.view_as_real(z), z.abs(), torch.fft.irfft(z, n=4)

    return f, (torch.ones(4),)


def case_decorated_with_autocast():
    @torch.cuda.amp.autocast(enabled=False)
    def f(x):
        return x.float() * 2

    return f, (torch.ones(3),)


def case_item_of_a_constant_put_together():
    def f(x):
        rest = torch.as_tensor(x.size()[1:], dtype=torch.long)
        shape = torch.cat([torch.as_tensor([-1], dtype=torch.long), rest], dim=0)
        return x.sin().reshape(shape.tolist())

    return f, (torch.ones(6),)


def case_size_compared_with_a_tensor():
    def part(x, most):
        return x + 1 if x.shape[-1] <= most.max() else x * 2

    def f(xs, most):
        return [part(x, most) for x in xs]

    return f, ([torch.ones(2, n) for n in (4, 5, 6)], torch.tensor([3, 5]))


def case_size_compared_with_an_array():
    def part(x, most):
        equal = x.shape[-1] == most.numpy()
        torch._dynamo.graph_break()
        return x + 1, equal

    def f(xs, most):
        return [part(x, most) for x in xs]

    return f, ([torch.ones(2, n) for n in (4, 5, 6)], torch.tensor([3, 5]))


COUNTS = {"calls": 0}


def case_effects_of_a_region():
    wrap = torch.ops.higher_order.wrap

    class Switch:
        on = False

    switch = Switch()
    switch.on = False

    def own(z):
        seen = []
        seen.append(z.sin())
        return seen[0], z

    def set_back(z):
        switch.on = True
        y = z.sin()
        switch.on = False
        return y

    def appends(z):
        outside.append(z.sin())
        return z.cos()

    def counts(z):
        COUNTS["calls"] += 1
        return z.cos()

    outside = []

    def f(x):
        first, given = wrap(own, x)
        y = wrap(set_back, first) + given
        y = wrap(appends, y) + 1
        return wrap(counts, y) + len(outside)

    return f, (torch.ones(3),)


def case_break_in_a_transformed_function():
    def g(y):
        torch._dynamo.graph_break()
        return y.sin().sum()

    def f(x):
        return torch.func.grad(g)(x)

    return f, (torch.ones(3),)


def case_jagged():
    def f(x):
        return (x * 2).sum(), x.sin().offsets()

    return f, (torch.nested.nested_tensor([torch.ones(3, 4), torch.ones(2, 4)], layout=torch.jagged),)


@torch.jit.script_if_tracing
def scripted_when_traced(x):
    return x + 1


def case_scripted_when_traced():
    def f(x):
        return scripted_when_traced(x) * 2, 3 in [3, x]

    return f, (torch.ones(3),)


def case_truth_of_a_symbol():
    def f(x):
        rows = x.shape[0]
        return bool(rows), bool(rows > 3), x + 1

    x = torch.ones(4, 2)
    torch._dynamo.mark_dynamic(x, 0)
    return f, (x,)
