"""Gradients, generators, exceptions, context managers, recurrent layers, objects, breaks in callees."""

import collections
import contextlib
import dataclasses
import enum
import functools
import itertools
import operator
import typing
import warnings

import torch
import torch.nn as nn
from small_helpers import Scaler, branchy, noisy, timed

LIN = nn.Linear(4, 4)
LSTM = nn.LSTM(4, 4)
GRU = nn.GRU(4, 4, batch_first=True)
GRUC = nn.GRUCell(4, 4)
RNN = nn.RNN(4, 4)


# setattr, grads
def f01(x):  # inputs: x=f32[4]
    x.requires_grad = True  # break: FG606
    return x


def f02(x):  # inputs: x=f32[4]
    y = x * 2
    y.requires_grad_()  # break: FG606
    return y


def f03(x):  # inputs: x=f32[4]
    return torch.zeros(4, requires_grad=True) + x  # break: FG606


def f04(x):  # inputs: x=f32[4]
    x.tag = 3
    return x


def f05(x):  # inputs: x=f32[4]
    y = x.clone()
    y.data = x * 3  # break: FG405
    return y


def f06(x):  # inputs: x=f32[4]
    return nn.Parameter(x) * 2


def f07(x):  # inputs: x=f32[4]
    x.grad = None
    return x


def f08(x):  # inputs: x=f32[4]
    p = nn.Parameter(torch.zeros(4))  # break: FG607
    return x + p


def f09(x):  # inputs: x=f32[4]
    return x.resize_(2)  # break: FG204


def f10(x):  # inputs: x=f32[4]
    for p in LIN.parameters():
        p.requires_grad = False  # break: FG606
    return LIN(x)


def f11(x):  # inputs: x=f32[4]
    LIN.eval()
    return LIN(x)


def f12(x):  # inputs: x=f32[4]
    x.retain_grad()  # break: FG606
    return x


def f14(x):  # inputs: x=f32[4]
    return torch.as_tensor(3.0, dtype=x.dtype) + x.detach_()  # break: FG204


def f15(x):  # inputs: x=f32[4]
    return x.set_(torch.zeros(4))  # break: FG204


# generators, iterators
def gen(n):
    for i in range(n):
        yield i


def g01(x):  # inputs: x=f32[4]
    return sum(x * i for i in gen(3))


def g03(x):  # inputs: x=f32[4]
    for a, b in zip(x, gen(4)):
        x = x + a * b
    return x


def g04(x):  # inputs: x=f32[4]
    return [y for y in map(lambda v: v + 1, x)]


def g05(x):  # inputs: x=f32[4]
    for k, v in itertools.groupby([1, 1, 2]):
        x = x + k
    return x


def g06(x):  # inputs: x=f32[4]
    for i, v in enumerate(itertools.islice(itertools.count(), 3)):
        x = x + i
    return x


def g07(x):  # inputs: x=f32[4]
    return x, map(str, [1, 2])


def g08(x):  # inputs: x=f32[4]
    for p in itertools.permutations([1, 2]):
        x = x + p[0]
    return x


def g09(x):  # inputs: x=f32[4]
    def inner():
        yield x
        print("a")  # break: FG401
        yield x + 1

    return list(inner())


def g10(x):  # inputs: x=f32[4]
    return [v.item() for v in x]  # break: FG301


def g11(x):  # inputs: x=f32[4]
    print("before")  # break: FG401
    return [i * x for i in range(3)]


def g12(x):  # inputs: x=f32[4]
    return list(itertools.tee([1, 2])[0]), x


# exceptions
def h01(x):  # inputs: x=f32[4]
    try:
        raise ValueError("a")
    except ValueError:
        return x + 1


def h02(x):  # inputs: x=f32[4]
    try:
        y = x.sum().item()  # break: FG301
    except RuntimeError:
        y = 0
    return x * y


def h03(x):  # inputs: x=f32[4]
    try:
        print("a")  # break: FG401
        return x
    finally:
        x = x + 1


def h04(x):  # inputs: x=f32[4]
    d = {}
    try:
        v = d["a"]
    except KeyError:
        v = 1
    return x + v


def h05(x):  # inputs: x=f32[4]
    try:
        if x.sum() > 0:  # break: FG101
            x = x + 1
    except Exception:
        pass
    return x


def h06(x):  # inputs: x=f32[4]
    try:
        return noisy(x)
    except Exception:
        return x


def h07(x):  # inputs: x=f32[4]
    with contextlib.suppress(KeyError):
        return {}["a"]
    return x


def i01(x):  # inputs: x=f32[4]
    with ctx():  # missed: FG111
        return x + 1


def i02(x):  # inputs: x=f32[4]
    with Mgr():  # missed: FG111
        print("a")  # alarm: FG401
        x = x + 1
    return x


def i03(x):  # inputs: x=f32[4]
    with torch.no_grad():
        print("a")  # break: FG401
        x = x + 1
    return x


def i04(x):  # inputs: x=f32[4]
    with torch.autograd.set_detect_anomaly(True):  # break: FG202, FG510
        return x + 1


def i05(x):  # inputs: x=f32[4]
    with torch.inference_mode():
        return x + 1


def i06(x):  # inputs: x=f32[4]
    with torch.profiler.record_function("a"):
        return x + 1


def i07(x):  # inputs: x=f32[4]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # break: FG201, FG410
        return x + 1


def i08(x):  # inputs: x=f32[4]
    with torch.random.fork_rng():  # break: FG311, FG510
        return x + torch.rand(4)


def i09(x):  # inputs: x=f32[4]
    with noisy_ctx():  # missed: FG111
        return x + 1


def i10(x):  # inputs: x=f32[4]
    with NoisyMgr():  # missed: FG111
        return x + 1


def i11(x):  # inputs: x=f32[4]
    with contextlib.ExitStack() as s:
        s.enter_context(torch.no_grad())  # missed: FG201
        return x + 1


def i12(x):  # inputs: x=f32[4]
    with torch.device("cpu"):  # break: FG510
        return x + torch.ones(4)


def i13(x):  # inputs: x=f32[4]
    with torch.autocast("cpu"):
        return LIN(x)


def i14(x):  # inputs: x=f32[4]
    with torch.autograd.profiler.profile():
        return x + 1


def i15(x):  # inputs: x=f32[4]
    with contextlib.nullcontext():
        y = x.sum().item()  # break: FG301
    return x * y


def i16(x):  # inputs: x=f32[4]
    with torch.backends.cudnn.flags(enabled=False):  # break: FG311, FG510
        return x + 1


def i17(x):  # inputs: x=f32[4]
    with torch.nn.utils.parametrize.cached():
        return x + 1


# RNN
def j01(x):  # inputs: x=f32[3, 2, 4]
    return LSTM(x)  # break: FG611


def j02(x):  # inputs: x=f32[2, 3, 4]
    return GRU(x)[0]  # break: FG611


def j03(x):  # inputs: x=f32[2, 4]
    return GRUC(x)


def j04(x):  # inputs: x=f32[3, 2, 4]
    return RNN(x)  # break: FG611


class WithLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 4)

    def forward(self, x):
        return self.rnn(x)[0] + 1  # break: FG611


J5 = WithLSTM()


def j05(x):  # inputs: x=f32[3, 2, 4]
    return J5(x)


def j06(x):  # inputs: x=f32[3, 2, 4]
    p = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([3, 2]))  # break: FG201
    return p


# objects
class Plain:
    def __init__(self, a):
        self.a = a


class Slotted:
    __slots__ = ("a",)


class Meta(type):
    def __call__(cls, *a):
        return super().__call__(*a)


class WithMeta(metaclass=Meta):
    pass


class Dyn:
    def __getattr__(self, name):
        return 3


class New:
    def __new__(cls, *a):
        return super().__new__(cls)


class Color(enum.Enum):
    RED = 1


@dataclasses.dataclass
class DC:
    a: torch.Tensor
    b: int = 2


@dataclasses.dataclass(frozen=True)
class FDC:
    a: int = 2


class NT(typing.NamedTuple):
    a: torch.Tensor


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyT(torch.Tensor):
    pass


PLAIN = Plain(3)
DYN = Dyn()
SC = Scaler(2)


def k01(x):  # inputs: x=f32[4]
    return Plain(x).a + 1


def k02(x):  # inputs: x=f32[4]
    PLAIN.a = x
    return x


def k03(x):  # inputs: x=f32[4]
    s = Slotted()
    s.a = x
    return s.a + 1


def k04(x):  # inputs: x=f32[4]
    return x, WithMeta()


def k05(x):  # inputs: x=f32[4]
    return x + DYN.foo


def k06(x):  # inputs: x=f32[4]
    return x, New()


def k07(x):  # inputs: x=f32[4]
    return x * Color.RED.value, Color(1)


def k08(x):  # inputs: x=f32[4]
    return DC(x)


def k09(x):  # inputs: x=f32[4]
    return x + FDC().a


def k10(x):  # inputs: x=f32[4]
    return NT(x)


def k11(x):  # inputs: x=f32[4]
    m = MyList([x])
    m.append(x)
    return m


def k12(x):  # inputs: x=f32[4]
    return MyDict(a=x)


def k13(x):  # inputs: x=f32[4]
    return x.as_subclass(MyT)


def k14(x):  # inputs: x=f32[4]
    return SC(x)


def k15(x):  # inputs: x=f32[4]
    return SC.fit(x)(x)


def k16(x):  # inputs: x=f32[4]
    class Local:  # break: FG112
        v = 2

    return x * Local.v


def k17(x):  # inputs: x=f32[4]
    T = type("T", (), {})
    return x, T()  # missed: FG204


def k19(x):  # inputs: x=f32[4]
    return dataclasses.replace(DC(x), b=3)


def k20(x):  # inputs: x=f32[4]
    return dataclasses.asdict(DC(x))  # break: FG213


def k21(x):  # inputs: x=f32[4]
    setattr(PLAIN, "b", 3)
    return x + getattr(PLAIN, "b")


def k22(x):  # inputs: x=f32[4]
    return x, object()  # break: FG206


def k24(x):  # inputs: x=f32[4]
    return functools.reduce(operator.add, [x, x])


@functools.lru_cache
def cached(n):
    return n + 1


def k25(x):  # inputs: x=f32[4]
    return x + cached(2)


def k26(x):  # inputs: x=f32[4]
    return x, functools.partial(noisy, x)


def k27(x):  # inputs: x=f32[4]
    return x, lambda: x


def k28(x):  # inputs: x=f32[4]
    return collections.deque([x], maxlen=2)


def k29(x):  # inputs: x=f32[4]
    c = collections.Counter("aab")
    return x * c["a"]


def k30(x):  # inputs: x=f32[4]
    d = collections.defaultdict(list)
    d["a"].append(x)
    return d


def k31(x):  # inputs: x=f32[4]
    return x.to(torch.float64).type(torch.FloatTensor)


def k32(x):  # inputs: x=f32[4]
    return torch.FloatTensor([1.0, 2.0, 3.0, 4.0]) + x


def k33(x):  # inputs: x=f32[4]
    return torch.Tensor(4) + x


def k34(x):  # inputs: x=f32[4]
    return x.new(4) + x


def k35(x):  # inputs: x=f32[4]
    return torch.Tensor([1, 2, 3, 4]).type_as(x)


def k36(x):  # inputs: x=f32[4]
    return isinstance(x, torch.FloatTensor), x


def k37(x):  # inputs: x=f32[4]
    return x.type() == "torch.FloatTensor", x


def k38(x):  # inputs: x=f32[4]
    return torch.quantile(x, 0.5), torch.median(x)


def k39(x):  # inputs: x=f32[4, 4]
    return torch.linalg.eig(x), torch.svd(x)


def k40(x):  # inputs: x=f32[4, 4]
    return x.to_sparse()  # break: FG609


def k41(x):  # inputs: x=f32[4, 4]
    return torch.sparse.mm(x.to_sparse(), x)  # break: FG609


def k42(x):  # inputs: x=f32[4]
    return torch.multinomial(x.softmax(0), 2)


def k43(x):  # inputs: x=f32[4]
    return torch.distributions.Categorical(logits=x).sample()


def k44(x):  # inputs: x=f32[4]
    return torch.distributions.Normal(x, 1.0).rsample()


# callees in loops/try
def l01(x):  # inputs: x=f32[4]
    return branchy(branchy(x))


def l02(x):  # inputs: x=f32[4]
    y, t = timed(torch.sin, x)
    return y


def l03(x):  # inputs: x=f32[4]
    for i in range(3):
        x = branchy(x)
    return x


def l04(x):  # inputs: x=f32[4]
    with torch.no_grad():
        x = branchy(x)
    return x


def l05(x):  # inputs: x=f32[4]
    return [branchy(x) for _ in range(2)]


def l06(x):  # inputs: x=f32[4]
    f = lambda v: v.item()  # break: FG301
    return f(x.sum())


def l07(x):  # inputs: x=f32[4]
    def inner(v):
        print("v")  # break: FG401
        return v

    return inner(x) + 1


def l08(x):  # inputs: x=f32[4]
    torch._dynamo.graph_break()  # break: FG114
    return x


@torch.compiler.disable
def disabled(x):
    return x + 1


def l09(x):  # inputs: x=f32[4]
    return disabled(x)  # break: FG203


def l10(x):  # inputs: x=f32[4]
    for i in range(3):
        if i == 1:
            break
        x = disabled(x)  # break: FG203
    return x
