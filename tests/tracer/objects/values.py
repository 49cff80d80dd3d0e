"""Partials, wrappers, dataclasses, named tuples, enums."""

import collections
import copy
import dataclasses
import datetime
import enum
import functools
import itertools
import re
import struct
import sys
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


@case
def case_two_of_a_kind(x):
    y = x + 1
    errors = ValueError() is ValueError()
    tuples = (y, 1) is (y, 1)
    zips = zip([1]) is not zip([2])
    return y, errors, tuples, zips, [1] == [1], ValueError() is TypeError(), iter([1]) is iter([1])


@case
def case_class_by_type(x):
    made = type("Made", (Counted,), {"twice": lambda self, value: value * 2, "limit": 3})
    return x + 1, made.__name__, made.limit, issubclass(made, Counted)


class Counted:
    pass


@case
def case_class_methods_of_builtins(x):
    y = x + int.from_bytes(b"a", "big")
    table = str.maketrans("ab", "cd")
    y = y + len(table)
    return y + float.fromhex("0x1"), type.__prepare__("C", ())


class Lookup(enum.Enum):
    FIRST = 1


@case
def case_enumerations_made_and_looked_up(x):
    made = enum.Enum("Made", "A B")
    return x + made.B.value, Lookup(1), made.A.name, len(made)


@case
def case_instance_of_a_class_by_type(x):
    made = type("Made", (), {"limit": 3})
    return x + made().limit


Pair = collections.namedtuple("Pair", "a b")


@case
def case_copy_of_a_named_tuple(x):
    return x + copy.copy(Pair(1, 2)).b


@case
def case_text_of_a_plain_object(x):
    return x + 1, str(dataclasses.MISSING), repr(dataclasses.MISSING)


@case
def case_arguments_that_do_not_fit(x):
    try:
        bool(x=10)
    except TypeError as error:
        return x + 1, str(error)


@case
def case_linearized_bases(x):
    y = x + len(str(int.__mro__[0]))
    found = set(int.__mro__)
    return y + 1, len(found)


@case
def case_packed(x):
    packed = struct.pack("i", 3)
    return x + struct.unpack("i", packed)[0], packed, sys.get_int_max_str_digits()


@case
def case_replaced_by_a_function(x):
    return x + 1, PATTERN.sub(lambda match: match.group() * 2, "a1")


PATTERN = re.compile("[a-z]")


@case
def case_fields_of_a_class(x):
    return x + len(dataclasses.fields(Measured))


@dataclass
class Measured:
    width: int
    height: int


@case
def case_text_of_a_list_that_holds_itself(x):
    items = [1]
    items.append(items)
    named = {}
    named[1] = named
    return x + 1, f"{items} {named}", repr(named)


@case
def case_arguments_that_no_rule_takes(x):
    found = []
    try:
        itertools.takewhile()
    except TypeError:
        found.append(x + 1)
    try:
        filter()
    except TypeError:
        found.append(x + 2)
    try:
        itertools.count(1, 2, 3)
    except TypeError:
        found.append(x + 3)
    return found


@case
def case_class_written_in_c(x):
    y = x + 1
    delta = datetime.timedelta(1)
    return y * delta.days


@case
def case_assertion_error_without_text(x):
    y = x + 1
    error = AssertionError((1,))
    return y, error


ALLOWED = frozenset({1, 2})
TYPES = frozenset({int, float})
MIXED = frozenset({int, type(None)})


@case
def case_frozensets_of_the_program(x):
    return x + (1 in ALLOWED), int in TYPES, int in MIXED


@case
def case_tuples_of_what_is_known(x):
    first, second = ([1, 2], 3), ([1, 2], 3)
    return x + 1, first is second


@case
def case_matches_one_by_one(x):
    y = x + 1
    return y, [found.group() for found in PATTERN.finditer("ab1")]
