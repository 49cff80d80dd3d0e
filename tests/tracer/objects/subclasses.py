"""super(), container subclasses, attribute hooks."""

from collections import OrderedDict

import torch
from tests.tracer.objects.cases import case


class A:
    def __init__(self, k):
        self.k = k

    def f(self, x):
        return x + self.k

    @classmethod
    def make(cls, k):
        return cls(k)

    @staticmethod
    def st(x):
        return x * 3

    @property
    def p(self):
        return self.k * 2

    c = 7


class B(A):
    c = 8

    def __init__(self, k):
        super().__init__(k + 1)
        self.j = k

    def f(self, x):
        y = super().f(x) * 2
        z = super().c
        return y + z

    @classmethod
    def make(cls, k):
        r = super().make(k)
        return r

    @staticmethod
    def st(x):
        return super(B, B).st(x)

    @property
    def p(self):
        return super().p + 1


class C(B):
    def f(self, x):
        return super(B, self).f(x)


@case
def case_basic(x):
    b = B(1)
    return b.f(x) + b.j


@case
def case_two(x):
    return C(2).f(x) + C(1).p


@case
def case_cm(x):
    b = B.make(4)
    return b.f(x), B.st(x)


obj = B(5)


@case
def case_real(x):
    return obj.f(x) + obj.make(2).k


class G:
    def __init__(self):
        self.z = 1
        self.attribute_map = {"a": "z"}

    def __getattribute__(self, key):
        if key != "attribute_map" and key in super().__getattribute__("attribute_map"):
            key = super().__getattribute__("attribute_map")[key]
        return super().__getattribute__(key)

    def __setattr__(self, key, value):
        if key == "a":
            key = "z"
        super().__setattr__(key, value)


g = G()


@case
def case_getattribute(x):
    return x + g.a + g.z


class D(dict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.extra = 3

    def __getitem__(self, key):
        return super().__getitem__(key) * 2

    def __setitem__(self, key, v):
        super().__setitem__(key, v)


@case
def case_dict(x):
    d = D(a=1)
    d["b"] = x
    return d["a"] + d["b"] + d.extra, len(d), list(d), "a" in d


class L(list):
    def __init__(self, it=()):
        super().__init__(it)
        self.tag = 1

    def append(self, v):
        super().append(v)
        super().append(v)


@case
def case_list(x):
    l = L([1])
    l.append(x)
    return l[0] + l[1] + l.tag, len(l)


class T(tuple):
    __slots__ = ()

    def __new__(cls, a, b):
        self = super().__new__(cls, (a, b))
        return self

    @property
    def first(self):
        return self[0]


@case
def case_tuple(x):
    t = T(x, 2)
    return t.first + t[1], len(t), t


class O(OrderedDict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)

    def __getitem__(self, k):
        if isinstance(k, str):
            inner = dict(self.items())
            return inner[k]
        return tuple(self.values())[k]


@case
def case_od(x):
    o = O(a=x, b=2)
    o["c"] = x + 1
    return o["a"] + o[1] + o["c"], len(o)


class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l = torch.nn.Linear(4, 4)

    def forward(self, x):
        return self.l(x)


class M2(M):
    def forward(self, x):
        y = super().forward(x)
        return y + 1


m = M2()


@case
def case_mod(x):
    return m(x)


class N:
    def __new__(cls, v):
        self = super().__new__(cls)
        self.v = v
        return self

    def __eq__(self, o):
        return super().__eq__(o)

    def __hash__(self):
        return super().__hash__()


@case
def case_new(x):
    n = N(2)
    return x + n.v


class S(set):
    def add(self, v):
        super().add(v)


@case
def case_set(x):
    s = S([1, 2])
    s.add(3)
    return x + len(s), 3 in s


class E:
    def m(self, x):
        def inner(self, y):
            return super(E, self).__init__()

        return x


@case
def case_missing(x):
    class_ = A(1)
    try:
        return super(A, class_).nope(x)
    except AttributeError:
        return x + 1
