"""Operators that take functions, autograd functions, transforms of torch.func. Each case gives a function and its arguments."""

import torch
from torch import nn

x4 = lambda: torch.randn(2, 4)


class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g


class Sc(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, k):
        ctx.k = k
        ctx.save_for_backward(x, w)
        return x * w * k

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return (g * w * ctx.k, (g * x * ctx.k).sum(0), None)


class St(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.sin()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0].cos()


class STE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        return (i > 0).float()

    @staticmethod
    def backward(ctx, g):
        return torch.nn.functional.hardtanh(g)


class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.set_materialize_grads(False)
        return (a + b, a * b)

    @staticmethod
    def backward(ctx, g, h):
        return (g, h)


class Nd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        r = a.round()
        ctx.mark_non_differentiable(r)
        return r

    @staticmethod
    def backward(ctx, g):
        return g


class RevG(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, g):
        return (g.neg() * ctx.alpha, None)


def case_af():

    def f(x):
        return Sq.apply(x) + 1

    return (f, (x4().requires_grad_(),))


def case_af_nograd():

    def f(x):
        return Sq.apply(x) + 1

    return (f, (x4(),))


def case_af_k():

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.randn(4))

        def forward(self, x):
            return Sc.apply(x, self.w, 3) + 1

    return (M(), (x4(),))


def case_af_setup():

    def f(x):
        return St.apply(x) + 1

    return (f, (x4().requires_grad_(),))


def case_af_ste():

    def f(x):
        return STE.apply(x) + 1

    return (f, (x4().requires_grad_(),))


def case_af_two():

    def f(x, y):
        a, b = Two.apply(x, y)
        return a + b

    return (f, (x4().requires_grad_(), x4()))


def case_af_rev():

    def f(x):
        return RevG.apply(x, 0.5) + x

    return (f, (x4().requires_grad_(),))


def case_af_alias():
    ap = Sq.apply

    def f(x):
        return ap(x) + x

    return (f, (x4().requires_grad_(),))


def case_af_inst():

    def f(x):
        return Sq().apply(x) + x

    return (f, (x4().requires_grad_(),))


def case_af_nograd_ctx():

    def f(x):
        with torch.no_grad():
            return Sq.apply(x) + x

    return (f, (x4().requires_grad_(),))


def case_af_break():

    class B(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            print("x")
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g

    def f(x):
        return B.apply(x) + 1

    return (f, (x4().requires_grad_(),))


def case_af_closure():

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.l = nn.Linear(4, 4)

        def forward(self, x):
            y = self.l(x)
            z = Sq.apply(y)
            return Sq.apply(z).sum()

    return (M(), (x4(),))


def case_ckpt():
    from torch.utils.checkpoint import checkpoint

    def f(x):
        return checkpoint(lambda y: y.sin().cos(), x, use_reentrant=False) + 1

    return (f, (x4().requires_grad_(),))


def case_ckpt_re():
    from torch.utils.checkpoint import checkpoint

    def f(x):
        return checkpoint(lambda y: y.sin().cos(), x, use_reentrant=True) + 1

    return (f, (x4().requires_grad_(),))


def case_ckpt_mod():
    from torch.utils.checkpoint import checkpoint

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.l = nn.Linear(4, 4)

        def forward(self, x):
            return checkpoint(self.l, x, use_reentrant=False) + 1

    return (M(), (x4(),))


def case_ckpt_seq():
    from torch.utils.checkpoint import checkpoint_sequential

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.l = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))

        def forward(self, x):
            return checkpoint_sequential(self.l, 2, x, use_reentrant=False) + 1

    return (M(), (x4(),))


def case_cond():

    def f(x):
        return torch.cond(x.sum() > 0, lambda y: y.sin(), lambda y: y.cos(), (x,))

    return (f, (x4(),))


def case_cond_closure():

    def f(x, w):
        z = w * 2
        return torch.cond(x.sum() > 0, lambda y: y.sin() + z, lambda y: y.cos() - w, (x,)) + 1

    return (f, (x4(), x4()))


def case_cond_const():

    def f(x):
        return torch.cond(True, lambda y: y.sin(), lambda y: y.cos(), (x,))

    return (f, (x4(),))


def case_cond_tuple():

    def f(x):
        a, b = torch.cond(x.sum() > 0, lambda y: (y.sin(), y + 1), lambda y: (y.cos(), y - 1), (x,))
        return a + b

    return (f, (x4(),))


def case_cond_mod():

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.l = nn.Linear(4, 4)

        def forward(self, x):
            return torch.cond(x.sum() > 0, self.t, self.g, (x,))

        def t(self, x):
            return self.l(x)

        def g(self, x):
            return x * 2

    return (M(), (x4(),))


def case_while():
    from torch._higher_order_ops.while_loop import while_loop

    def f(x):
        return while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y.sin()), (torch.tensor(0), x))

    return (f, (x4(),))


def case_scan():
    from torch._higher_order_ops.scan import scan

    def f(x):
        return scan(lambda c, y: (c + y, c + y), x[0], x, dim=0)

    return (f, (torch.randn(5, 4),))


def case_map():
    from torch._higher_order_ops.map import map as tmap

    def f(x):
        return tmap(lambda y: y.sin() + 1, x)

    return (f, (x4(),))


def case_grad():

    def f(x):
        return torch.func.grad(lambda y: y.sin().sum())(x)

    return (f, (x4(),))


def case_gradgrad():

    def f(x):
        return torch.func.grad(torch.func.grad(lambda y: y.sin()))(x)

    return (f, (torch.randn([]),))


def case_jvp():

    def f(x, t):
        return torch.func.jvp(lambda y: y.sin(), (x,), (t,))

    return (f, (x4(), x4()))


def case_vjp():

    def f(x):
        out, fn = torch.func.vjp(lambda y: y.sin(), x)
        return fn(out)

    return (f, (x4(),))


def case_fcall():
    m = nn.Linear(4, 4)

    def f(x, w):
        return torch.func.functional_call(m, {"weight": w}, (x,))

    return (f, (x4(), torch.randn(4, 4)))


def case_fcall_mod():

    class M(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x, w):
            return torch.func.functional_call(self.m, {"weight": w}, (x,)) + 1

    return (M(), (x4(), torch.randn(4, 4)))


def case_backward():

    def f(x):
        y = x.sin().sum()
        y.backward()
        return x.grad

    return (f, (x4().requires_grad_(),))


def case_autograd_grad():

    def f(x):
        y = x.sin().sum()
        return torch.autograd.grad(y, x)[0]

    return (f, (x4().requires_grad_(),))


@torch.library.custom_op("mo::foo", mutates_args=())
def foo(x: torch.Tensor, k: int) -> torch.Tensor:
    return x * k


@foo.register_fake
def _(x, k):
    return torch.empty_like(x)


def case_custom_op():

    def f(x):
        return foo(x, 3) + torch.ops.mo.foo(x, 2)

    return (f, (x4(),))
