"""Streams, distributed objects, hooks, attention parameters. Each case gives a function and its arguments."""

import torch
from torch import nn

x4 = lambda: torch.randn(2, 4)


def case_stream():

    def f(x):
        s = torch.Stream(device="cpu")
        return x + 1

    return (f, (x4(),))


def case_stream_ctx():
    s = torch.Stream(device="cpu")

    def f(x):
        with s:
            y = x + 1
        return y

    return (f, (x4(),))


def case_sdpa_params_arg():
    from torch.backends.cuda import SDPAParams

    x = torch.randn(1, 2, 4, 8)
    p = SDPAParams(x, x, x, None, 0.0, False, False)

    def f(p, x):
        return p.query + x

    return (f, (p, x))


def _pg():
    import torch.distributed as dist
    from torch.testing._internal.distributed.fake_pg import FakeStore

    if not dist.is_initialized():
        dist.init_process_group("fake", store=FakeStore(), rank=0, world_size=2)
    return dist


def case_dist_rank():
    dist = _pg()

    def f(x):
        return x + dist.get_rank() + dist.get_world_size() + dist.is_initialized()

    return (f, (x4(),))


def case_dist_group():
    dist = _pg()
    g = dist.group.WORLD

    def f(x):
        return x + dist.get_world_size(g) + g.size() + g.rank()

    return (f, (x4(),))


def case_mesh():
    _pg()
    from torch.distributed.device_mesh import init_device_mesh

    m = init_device_mesh("cpu", (2,))

    def f(x):
        return x + m.size() + m.ndim + m.get_rank()

    return (f, (x4(),))


def case_placement():
    from torch.distributed.tensor import Shard

    p = Shard(0)

    def f(x):
        return x + p.is_shard() + p.dim

    return (f, (x4(),))


def case_bwd_hook():
    m = nn.Linear(4, 4)
    m.register_full_backward_hook(lambda m, gi, go: None)

    def f(x):
        return m(x)

    return (f, (x4(),))


def case_params_pending():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            self.k = self.m
            return x + len(list(self.parameters()))

    return (W(), (x4(),))


def case_reqgrad():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            for p in self.m.parameters():
                p.requires_grad = False
            return self.m(x)

    return (W(), (x4(),))


def case_generic_cm():
    import contextlib

    @contextlib.contextmanager
    def cm(v):
        yield (v + 1)

    def f(x):
        with cm(3) as v:
            y = x + v
        return y

    return (f, (x4(),))


def case_record_outside():
    r = torch.profiler.record_function("a")

    def f(x):
        with r:
            y = x + 1
        return y

    return (f, (x4(),))


def case_autocast_module():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        @torch.autocast("cpu", dtype=torch.bfloat16)
        def forward(self, x):
            return self.m(x)

    return (W(), (x4(),))


def case_nograd_module():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        @torch.no_grad()
        def forward(self, x):
            return self.m(x)

    class V(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = W()

        def forward(self, x):
            return self.w(x) + 1

    return (V(), (x4(),))


def case_exitstack():
    import contextlib

    def f(x):
        with contextlib.ExitStack() as s:
            s.enter_context(torch.no_grad())
            y = x.sin()
        return y

    return (f, (x4(),))


def case_break_loop_ctx():

    def f(x):
        for i in range(2):
            with torch.no_grad():
                x = x.sin()
                torch._dynamo.graph_break()
        return x

    return (f, (x4(),))


def case_break_try_ctx():

    def f(x):
        try:
            with torch.no_grad():
                x = x.sin()
                torch._dynamo.graph_break()
        finally:
            x = x + 1
        return x

    return (f, (x4(),))
