"""Partials, wrappers, dataclasses, named tuples, enums."""

import collections
import dataclasses
import enum
import functools
from dataclasses import dataclass, field
from typing import Any, List, NamedTuple

import torch
from tests.tracer.objects.cases import case


def add(x, y, z=1):
    return x + y * z


p = functools.partial(add, y=2)


@case
def case_partial(x):
    q = functools.partial(add, x, z=3)
    return p(x) + q(2), q.keywords["z"], p.func(x, 1), len(q.args)


def deco(f):
    @functools.wraps(f)
    def w(*a, **k):
        return f(*a, **k) * 2

    return w


@deco
def dd(x):
    return x + 1


@functools.lru_cache(None)
def cached(n):
    return n * 2


@functools.cache
def cached2(n):
    return n * 2


class LC:
    @functools.lru_cache(maxsize=2)
    def m(self, n):
        return n + 1

    @functools.cached_property
    def cp(self):
        return 5


lc = LC()


@case
def case_lru(x):
    return x + cached(3) + cached2(2) + lc.m(3)


@case
def case_cachedprop(x):
    return x + lc.cp + LC().cp


@case
def case_reduce(x):
    return functools.reduce(lambda a, b: a + b, [x, x, x])


Pt = collections.namedtuple("Pt", ["a", "b"])


class NT(NamedTuple):
    u: int
    v: Any = 3

    def tot(self):
        return self.u + self.v


@case
def case_nt(x):
    q = Pt(x, 2)
    n = NT(1)
    a, b = q
    r = q._replace(b=5)
    return a + b + n.tot() + r.b, q, n._asdict()["v"], q._fields, Pt._make([1, 2]).a


@case
def case_nt_new(x):
    K = collections.namedtuple("K", "c d")
    k = K(x, d=1)
    return k.c + k.d, isinstance(k, tuple)


nt = NT(4)


@case
def case_nt_in(x):
    return x + nt.u + nt[1] + nt.tot()


@dataclass
class DC:
    a: torch.Tensor
    b: int = 2
    c: List[int] = field(default_factory=list)

    def __post_init__(self):
        self.d = self.b + 1


@dataclass(frozen=True)
class FDC:
    a: int
    b: int = 2


@dataclass(order=True)
class ODC:
    a: int
    b: int = 2


@dataclass(slots=True)
class SDC:
    a: int
    b: int = 2


fdc = FDC(1)


@case
def case_dc(x):
    d = DC(x, 3)
    d.c.append(1)
    d.b += 1
    return d.a + d.b + d.d + len(d.c), [f.name for f in dataclasses.fields(d)]


@case
def case_fdc_set(x):
    f = FDC(1)
    try:
        f.a = 3
    except dataclasses.FrozenInstanceError:
        return x + 1
    return x


@case
def case_odc(x):
    return x + int(ODC(1) < ODC(2)), ODC(1) == ODC(1), SDC(1).a


@case
def case_dc_replace(x):
    return dataclasses.replace(fdc, a=5).a + x


@case
def case_dc_asdict(x):
    return x + dataclasses.asdict(fdc)["a"], dataclasses.is_dataclass(fdc)


class Co(enum.Enum):
    R = 1
    G = 2

    def half(self):
        return self.value / 2


class IE(enum.IntEnum):
    A = 1
    B = 2


class SE(str, enum.Enum):
    X = "x"


class FL(enum.Flag):
    P = 1
    Q = 2


@case
def case_enum2(x):
    return x + IE.A, [m.value for m in Co], len(Co), isinstance(Co.R, Co), {Co.R: 1}[Co.R], IE(2) is IE.B


@case
def case_enum3(x):
    f = FL.P | FL.Q
    return x + 1, f.value, str(Co.R), Co.R.name


@functools.singledispatch
def sd(a):
    return 0


@sd.register
def _(a: int):
    return 1


@case
def case_closure(x):
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n

    inc()
    inc()
    return x + n


@case
def case_method(x):
    m = lc.m
    f = DC.__post_init__
    return x + m(2), f.__name__


def kwf(a, /, b, *args, c=1, **kw):
    return a + b + c + sum(args) + sum(kw.values())


@case
def case_kw(x):
    return kwf(x, 1, 2, 3, c=4, d=5, e=6)


class Whole(int):
    def double(self):
        return self * 2


class Name(str):
    __slots__ = ()


class Plain:
    def __init__(self):
        self.a = 1


WHOLE, PLAIN = Whole(4), Plain()


@case
def case_literal_subclasses(x):
    return x + WHOLE.double() + WHOLE + Whole(3).double(), Name("a") + "b"


@case
def case_class_from_type(x):
    class_ = type(PLAIN)
    return x + class_().a
