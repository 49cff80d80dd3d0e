"""Texts, orders, context managers, copies, layers made while tracing, numpy, random numbers."""

import contextlib
import copy
import io
import logging
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from small_helpers import branchy, noisy, scalar

logger = logging.getLogger("g3")
LIN = nn.Linear(4, 4)
CELLS = nn.ModuleList([nn.GRU(4, 4) for _ in range(2)])
BUF = []
STATE = {"n": 0}


def m01(x):  # inputs: x=f32[4]
    return f"{x}"


def m02(x):  # inputs: x=f32[4]
    return repr(x)  # break: FG313


def m03(x):  # inputs: x=f32[4]
    return "{}".format(x)


def m04(x):  # inputs: x=f32[4]
    return "%s" % x  # break: FG311


def m05(x):  # inputs: x=f32[4]
    return f"{x.sum():.3f}"


def m06(x):  # inputs: x=f32[4]
    return "%.3f" % x.sum()  # break: FG302


def m07(x):  # inputs: x=f32[4]
    return f"{x.shape} {x.dtype} {x.device}"


def m08(x):  # inputs: x=f32[4]
    return 3 in x  # break: FG301


def m09(x):  # inputs: x=f32[4]
    return x in [x]


def m10(x):  # inputs: x=f32[4]
    l = [x[0], x[1]]
    l.sort()  # break: FG314
    return l


def m11(x):  # inputs: x=f32[4]
    return sorted([x[0], x[1]], key=lambda v: -v)  # break: FG314


def m12(x):  # inputs: x=f32[4]
    return sorted(x)  # break: FG206


def m13(x):  # inputs: x=f32[4]
    return max([x[0], x[1]], key=lambda v: v.item())  # missed: FG206, FG301


def m14(x):  # inputs: x=f32[4]
    return list(map(float, x))  # break: FG301


def m15(x):  # inputs: x=f32[4]
    return [x[0], x[1]].index(x[1])  # missed: FG101


def m16(x):  # inputs: x=f32[4]
    return all(v > 0 for v in x)  # break: FG101, FG107


def m17(x):  # inputs: x=f32[4]
    return any([v > 0 for v in x])  # break: FG101


def m18(x):  # inputs: x=f32[4]
    return x.numpy().astype(np.int64).tolist()  # break: FG302


def m19(x):  # inputs: x=i64[4]
    return x.numpy().tolist()  # break: FG302


def m20(x):  # inputs: x=f32[4]
    return x.cpu().numpy()[0].item()  # break: FG302


def m21(x):  # inputs: x=f32[4]
    with contextlib.redirect_stdout(io.StringIO()):  # break: FG205, FG510, FG512
        return x + 1


def m22(x):  # inputs: x=f32[4]
    with tempfile.TemporaryDirectory() as d:  # alarm: FG201; missed: FG205; break: FG510
        return x + 1


def m24(x):  # inputs: x=f32[4]
    with torch.autograd.detect_anomaly():  # break: FG202, FG510
        return x + 1


def m25(x):  # inputs: x=f32[4]
    for c in CELLS:
        x = x + 1
    return x


def m26(x):  # inputs: x=f32[1, 2, 4]
    return CELLS[0](x)  # break: FG611


def m27(x):  # inputs: x=f32[4]
    y = x + 1
    y.unsqueeze_(0)
    return y


def m28(x):  # inputs: x=f32[4]
    x.squeeze_()  # break: FG204
    return x


def m29(x):  # inputs: x=f32[4]
    return copy.deepcopy({"a": x})  # break: FG213


def m30(x):  # inputs: x=f32[4]
    return copy.copy(x)  # break: FG311


def m31(x):  # inputs: x=f32[4]
    return copy.deepcopy(LIN)(x)  # break: FG213


def m33(x):  # inputs: x=f32[4]
    BUF.append(x)
    print(len(BUF))  # break: FG401
    return x


def m34(x):  # inputs: x=f32[4]
    STATE["n"] += 1
    return x * STATE["n"]


def m35(x):  # inputs: x=f32[4]
    class A(nn.Module):  # break: FG112
        def forward(self, x):
            return x

    return A()(x)


def m36(x):  # inputs: x=f32[4]
    m = nn.Linear(4, 4)  # break: FG607
    return m(x)


def m37(x):  # inputs: x=f32[4]
    d = nn.Dropout(0.5)
    return d(x)


def m38(x):  # inputs: x=f32[4]
    m = nn.Sequential(nn.Linear(4, 4), nn.ReLU())  # break: FG607
    return m(x)


def m39(x):  # inputs: x=f32[4]
    opt = torch.optim.SGD([x], lr=0.1)  # missed: FG404
    return x


def m40(x):  # inputs: x=f32[4]
    return torch.sparse_coo_tensor(torch.tensor([[0, 1]]), x[:2], (4,))  # break: FG201


def m41(x):  # inputs: x=f32[4]
    return torch.nested.nested_tensor([x, x])  # missed: FG602


def m42(x):  # inputs: x=f32[4]
    return torch.ones(3).to_sparse().to_dense() + 1  # break: FG609


def m43(x):  # inputs: x=f32[4]
    return torch.quantize_per_tensor(x, 0.1, 0, torch.qint8)


def m44(x):  # inputs: x=f32[4]
    return torch.compile(branchy)(x)


def m45(x):  # inputs: x=f32[4]
    return torch.jit.trace(lambda v: v + 1, x)(x)  # alarm: FG201; missed: FG203


def m46(x):  # inputs: x=f32[4]
    return torch.vmap(lambda v: v * 2)(x)


def m47(x):  # inputs: x=f32[4]
    return torch.func.grad(lambda v: (v * v).sum())(x)


def m48(x):  # inputs: x=f32[4]
    return torch.utils.checkpoint.checkpoint(lambda v: v.sin(), x, use_reentrant=False)


def m49(x):  # inputs: x=f32[4]
    return torch.utils.checkpoint.checkpoint(lambda v: v.sin(), x, use_reentrant=True)


def m50(x):  # inputs: x=f32[4]
    return x.apply_(lambda v: v + 1)  # break: FG603


def m51(x):  # inputs: x=f32[4]
    return x.map_(x, lambda a, b: a)  # break: FG603


def m52(x):  # inputs: x=f32[4]
    return x.cpu().detach().numpy().copy()


def m53(x):  # inputs: x=f32[4]
    return np.linalg.norm(x.numpy())


def m54(x):  # inputs: x=f32[4]
    return np.array([x[0].item(), x[1].item()])  # break: FG301


def m55(x):  # inputs: x=f32[4]
    return np.random.permutation(4)  # break: FG308


def m56(x):  # inputs: x=f32[4]
    return np.random.choice([1, 2])  # break: FG302


def m57(x):  # inputs: x=f32[4]
    i = np.random.randint(0, 3)  # break: FG302
    return x[i:]


def m58(x):  # inputs: x=f32[4]
    if np.random.rand() > 0.5:  # break: FG302
        return x + 1
    return x


def m59(x):  # inputs: x=f32[4]
    if torch.rand(1) > 0.5:  # break: FG101
        return x + 1
    return x


def m60(x):  # inputs: x=f32[4]
    if torch.rand(1).item() > 0.5:  # break: FG301
        return x + 1
    return x


def m61(x):  # inputs: x=f32[4]
    n = torch.randint(0, 3, (1,)).item()  # break: FG301
    return x[:n]


def m62(x):  # inputs: x=i64[4]
    return torch.zeros(4).scatter_(0, x, 1.0), x.max().item()  # break: FG301


def m63(x):  # inputs: x=f32[4]
    lengths = torch.tensor([2, 3])
    return nn.utils.rnn.pad_sequence([x, x])


def m64(x):  # inputs: x=f32[4]
    lengths = torch.tensor([2, 3])
    return torch.arange(lengths.max())  # break: FG302


def m65(x):  # inputs: x=f32[4]
    return x.tolist()  # break: FG303


def m66(x):  # inputs: x=i64[4]
    a, b, c, d = x.tolist()  # break: FG302
    return a


def m67(x):  # inputs: x=f32[4, 4]
    return torch.linalg.matrix_rank(x), torch.det(x), torch.inverse(x)


def m68(x):  # inputs: x=f32[4]
    return torch.is_tensor(x), torch.is_floating_point(x), torch.numel(x), torch.is_nonzero(x[0])  # break: FG302


def m69(x):  # inputs: x=f32[4]
    return torch.allclose(x, x)  # break: FG302


def m70(x):  # inputs: x=f32[4]
    torch.testing.assert_close(x, x)  # missed: FG101
    return x


def m71(x):  # inputs: x=f32[4]
    try:
        return branchy(x)
    finally:
        noisy(x)


def m72(x):  # inputs: x=f32[4]
    with torch.no_grad():
        return scalar(x)


def m73(x):  # inputs: x=f32[4]
    y = yield_all(x)
    return list(y)


def yield_all(x):
    for v in x:
        if v > 0:  # break: FG101
            yield v


def m74(x):  # inputs: x=f32[4]
    def hook(m, i, o):
        return o

    h = LIN.register_forward_hook(hook)  # break: FG404
    y = LIN(x)
    h.remove()  # missed: FG403
    return y


def m75(x):  # inputs: x=f32[4]
    return LIN.state_dict()


def m76(x):  # inputs: x=f32[4]
    return sum(p.numel() for p in LIN.parameters())  # missed: FG106


def m77(x):  # inputs: x=f32[4]
    LIN.weight.data.zero_()
    return LIN(x)


def m78(x):  # inputs: x=f32[4]
    LIN.weight.data.normal_(0, 1)
    LIN.zero_grad()
    return x


def m79(x):  # inputs: x=f32[4]
    return LIN.to("cpu")(x)


def m80(x):  # inputs: x=f32[4]
    return x.to("cuda" if torch.cuda.is_available() else "cpu")


def m83(x):  # inputs: x=f32[4]
    assert x.shape[0] == 4, f"bad {x.shape}"
    return x


def m85(x):  # inputs: x=f32[4]
    logger.setLevel(logging.INFO)  # break: FG402
    return x


def m86(x):  # inputs: x=f32[4]
    return x.view(int(x.shape[0] / 2), -1)


def m87(x):  # inputs: x=f32[4]
    return F.interpolate(x.view(1, 1, 4), scale_factor=2.0)


def m88(x):  # inputs: x=f32[4]
    return F.interpolate(x.view(1, 1, 4), size=int(x.sum()))  # break: FG301


def m89(x):  # inputs: x=f32[4]
    out = torch.zeros(4)
    for i in range(4):
        if x[i] > 0:  # break: FG101
            out[i] = x[i]
    return out


def m90(x):  # inputs: x=f32[4]
    mx = float("-inf")
    for v in x:
        mx = max(mx, v)
    return mx
