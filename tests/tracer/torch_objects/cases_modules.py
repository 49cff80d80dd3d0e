"""Modules: containers, hooks, buffers, attributes that `forward` changes. Each case gives a function and its arguments."""

import torch
from torch import nn

x4 = lambda: torch.randn(2, 4)


class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
        self.seq = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Dropout(0.1))
        self.ml = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.md = nn.ModuleDict({"a": nn.Linear(4, 4), "b": nn.Tanh()})
        self.pl = nn.ParameterList([nn.Parameter(torch.randn(4)) for _ in range(2)])
        self.pd = nn.ParameterDict({"w": nn.Parameter(torch.randn(4)), "v": nn.Parameter(torch.randn(4))})
        self.register_buffer("buf", torch.zeros(4))
        self.n = 0
        self.act = nn.ReLU()


def mk(fwd, cls=M, **kw):
    C = type("Mod", (cls,), {"forward": fwd, **kw})
    return lambda: (C(), (x4(),))


def _f(self, x):
    return self.l(x)


case_linear = mk(_f)


def _f(self, x):
    return self.seq(x)


case_seq = mk(_f)


def _f(self, x):
    for l in self.ml:
        x = l(x)
    return x


case_ml = mk(_f)


def _f(self, x):
    for i, l in enumerate(self.ml):
        x = l(x) + i
    return self.ml[-1](x) + len(self.ml)


case_ml2 = mk(_f)


def _f(self, x):
    for l in self.ml[1:]:
        x = l(x)
    return self.seq[0:2](x)


case_ml_slice = mk(_f)


def _f(self, x):
    for k, v in self.md.items():
        x = v(x)
    for k in self.md:
        x = self.md[k](x)
    for v in self.md.values():
        x = v(x)
    if "a" in self.md:
        x = x + 1
    return self.md["a"](x) + len(self.md)


case_md = mk(_f)


def _f(self, x):
    for p in self.pl:
        x = x * p
    for k, p in self.pd.items():
        x = x * p
    return x + self.pl[0] + self.pd["w"] + len(self.pl)


case_pl = mk(_f)


def _f(self, x):
    s = x
    for p in self.parameters():
        s = s + p.sum()
    for n, p in self.named_parameters():
        s = s + p.mean()
    return s


case_params = mk(_f)


def _f(self, x):
    s = x
    for p in self.children():
        s = s + 1
    for n, p in self.named_children():
        s = s + len(n)
    for p in self.modules():
        s = s + 1
    for n, p in self.named_modules():
        s = s + len(n)
    for b in self.buffers():
        s = s + b
    for n, b in self.named_buffers():
        s = s + b
    return s


case_children = mk(_f)


def _f(self, x):
    self.n += 1
    self.buf += x.sum(0)
    self.last = x.sin()
    return self.l(x) + self.n


case_attrs = mk(_f)


def _f(self, x):
    self.buf = self.buf + x.sum(0)
    return self.l(x) * self.buf


case_buf_assign = mk(_f)


def _f(self, x):
    self.register_buffer("nb", x.sin())
    return self.nb + 1


case_regbuf = mk(_f)


def _f(self, x):
    self.register_buffer("nb", x.sin(), persistent=False)
    return self.nb + 1


case_regbuf2 = mk(_f)


def _f(self, x):
    self.w = nn.Parameter(torch.ones(4))
    return x + self.w


case_newparam = mk(_f)


def _f(self, x):
    self.train(False)
    y = self.seq(x)
    self.train()
    return y


case_train = mk(_f)


def _f(self, x):
    self.eval()
    return self.seq(x)


case_eval = mk(_f)


def _f(self, x):
    if self.training:
        x = x + 1
    return x


case_training = mk(_f)


def _f(self, x):
    return getattr(self, "l")(x) + hasattr(self, "zz") + hasattr(self, "buf")


case_getattr = mk(_f)


def _f(self, x):
    return self.l.forward(x) + self.l.weight.sum() + self.l.in_features


case_fwd = mk(_f)


def _f(self, x):
    return (
        nn.functional.linear(x, self.l.weight, self.l.bias)
        + self.get_submodule("l")(x)
        + self.get_parameter("l.weight").sum()
    )


case_getsub = mk(_f)


def _f(self, x):
    return nn.Linear(4, 4)(x)


case_new_module = mk(_f)


def _f(self, x):
    return nn.ReLU()(x) + nn.Dropout(0.5)(x) + nn.Identity()(x)


case_new_relu = mk(_f)


def _f(self, x):
    return nn.CrossEntropyLoss()(x, x.softmax(-1)) + nn.MSELoss()(x, x)


case_new_loss = mk(_f)


def _f(self, x):
    return nn.Sequential(nn.ReLU(), nn.Tanh())(x)


case_new_seq = mk(_f)


def _f(self, x):
    return self.bn(x)


class BN(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(4)


case_bn = mk(_f, BN)


def case_bn_eval():
    m, a = case_bn()
    return (m.eval(), a)


class BNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm1d(4, momentum=None)


case_bn_nomom = mk(_f, BNN)


class Ln(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.Sequential(nn.LayerNorm(4), nn.Dropout(), nn.GELU(), nn.Softmax(-1))


case_ln = mk(_f, Ln)


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.Sequential(
            nn.Conv2d(1, 2, 3),
            nn.BatchNorm2d(2),
            nn.MaxPool2d(2),
            nn.ConvTranspose2d(2, 2, 2),
            nn.Upsample(scale_factor=2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(2, 2),
        )

    def forward(self, x):
        return self.bn(x)


def case_conv():
    return (Conv(), (torch.randn(2, 1, 8, 8),))


class Rnn(nn.Module):
    def __init__(self, c=nn.LSTM):
        super().__init__()
        self.r = c(4, 4)
        self.l = nn.Linear(4, 4)

    def forward(self, x):
        x = x + 1
        y, h = self.r(x)
        return self.l(y)


def case_lstm():
    return (Rnn(), (torch.randn(3, 2, 4),))


def case_gru():
    return (Rnn(nn.GRU), (torch.randn(3, 2, 4),))


def case_rnn():
    return (Rnn(nn.RNN), (torch.randn(3, 2, 4),))


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.LSTMCell(4, 4)
        self.g = nn.GRUCell(4, 4)

    def forward(self, x):
        h = c = x
        for _ in range(2):
            h, c = self.r(x, (h, c))
            x = self.g(x, h)
        return h + c + x


def case_cell():
    return (Cell(), (torch.randn(2, 4),))


def case_mha():

    class Mh(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.MultiheadAttention(4, 2)

        def forward(self, x):
            return self.m(x, x, x)[0]

    return (Mh(), (torch.randn(3, 2, 4),))


def case_mha_eval():
    m, a = case_mha()
    return (m.eval(), a)


def case_tenc():
    return (nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2), (torch.randn(2, 3, 4),))


def case_fwd_hook():
    m = M()
    m.l.register_forward_hook(lambda m, i, o: o * 2)

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m.l(x) + 1

    return (W(), (x4(),))


def case_pre_hook():
    m = M()
    m.l.register_forward_pre_hook(lambda m, i: (i[0] * 2,))

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m.l(x) + 1

    return (W(), (x4(),))


def case_pre_hook_kw():
    m = M()
    m.l.register_forward_pre_hook(lambda m, i, kw: ((i[0] * 2,), kw), with_kwargs=True)
    m.l.register_forward_hook(lambda m, i, kw, o: o + 1, with_kwargs=True)

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m.l(x) + 1

    return (W(), (x4(),))


def case_bwd_hook():
    m = M()
    m.l.register_full_backward_hook(lambda m, gi, go: None)

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m.l(x) + 1

    return (W(), (x4(),))


def case_bwd_pre_hook():
    m = M()
    m.l.register_full_backward_pre_hook(lambda m, go: None)

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = m

        def forward(self, x):
            return self.m.l(x) + 1

    return (W(), (x4(),))


def case_root_hook():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            return self.m(x) + 1

    w = W()
    w.register_forward_hook(lambda m, i, o: o * 2)
    return (w, (x4(),))


def case_param():
    import torch.nn.utils.parametrize as P

    class Sym(nn.Module):
        def forward(self, X):
            return X.triu() + X.triu(1).T

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)
            P.register_parametrization(self.m, "weight", Sym())

        def forward(self, x):
            return self.m(x) + 1

    return (W(), (x4(),))


def case_wn():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.utils.weight_norm(nn.Linear(4, 4))

        def forward(self, x):
            return self.m(x) + 1

    return (W(), (x4(),))


def case_sn():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.utils.spectral_norm(nn.Linear(4, 4))

        def forward(self, x):
            return self.m(x) + 1

    return (W(), (x4(),))


def case_custom_getattr():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def __getattr__(self, n):
            if n == "foo":
                return 3
            return super().__getattr__(n)

        def forward(self, x):
            return self.m(x) + self.foo

    return (W(), (x4(),))


def case_custom_seq():

    class W(nn.Sequential):
        def forward(self, x):
            for m in self:
                x = m(x)
            return x + len(self)

    return (W(nn.Linear(4, 4), nn.ReLU()), (x4(),))


def case_custom_call():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def __call__(self, x):
            return super().__call__(x) * 2

        def forward(self, x):
            return self.m(x)

    class V(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = W()

        def forward(self, x):
            return self.w(x)

    return (V(), (x4(),))


def case_delattr():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)
            self.t = 3

        def forward(self, x):
            del self.t
            return self.m(x) + hasattr(self, "t")

    return (W(), (x4(),))


def case_embedding():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.e = nn.Embedding(10, 4, padding_idx=0)
            self.b = nn.EmbeddingBag(10, 4)

        def forward(self, x):
            return self.e(x).sum() + self.b(x).sum()

    return (W(), (torch.randint(0, 10, (2, 3)),))


def case_apply():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            self.apply(lambda m: None)
            return self.m(x)

    return (W(), (x4(),))


def case_break_in_sub():

    class S(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            y = self.m(x)
            print("x")
            return y + 1

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.s = S()

        def forward(self, x):
            return self.s(x) * 2

    return (W(), (x4(),))


def case_state_dict():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            return self.m(x) + len(self.state_dict())

    return (W(), (x4(),))


def case_module_arg():

    def f(m, x):
        return m(x) + m.weight.sum()

    return (f, (nn.Linear(4, 4), x4()))


def case_module_eq():

    def f(m, x):
        return m(x) + (m == m) + (m is m) + isinstance(m, nn.Linear) + (type(m) is nn.Linear)

    return (f, (nn.Linear(4, 4), x4()))


def case_module_ret():

    def f(m, x):
        return (m, x + 1)

    return (f, (nn.Linear(4, 4), x4()))


def case_dict_attr():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)
            self.cfg = {"a": 1}
            self.lst = [nn.Linear(4, 4)]

        def forward(self, x):
            return self.lst[0](self.m(x)) + self.cfg["a"] + self.__dict__["cfg"]["a"] + len(self._modules)

    return (W(), (x4(),))


def case_setattr_tensor():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)
            self.cache = None

        def forward(self, x):
            if self.cache is None:
                self.cache = x.sin()
            self.cache = self.cache + 1
            return self.m(x) + self.cache

    return (W(), (x4(),))


def case_setmodule():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            self.k = self.m
            return self.k(x)

    return (W(), (x4(),))


def case_zero_grad():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            self.zero_grad()
            return self.m(x)

    return (W(), (x4(),))


def case_ckpt():
    from torch.utils.checkpoint import checkpoint

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Linear(4, 4)

        def forward(self, x):
            return checkpoint(self.m, x, use_reentrant=False)

    return (W(), (x4(),))


def case_extra_forward_args():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.Bilinear(4, 4, 4)

        def forward(self, x):
            return self.m(x, input2=x)

    return (W(), (x4(),))


def case_sync_bn():

    class W(nn.Module):
        def __init__(self):
            super().__init__()
            self.m = nn.SyncBatchNorm(4)

        def forward(self, x):
            return self.m(x)

    return (W().eval(), (x4(),))
