"""Generators, context managers, descriptors, metaclasses, weak references."""

import abc
import contextlib
import operator
import weakref

import torch
from tests.tracer.objects.cases import case


def gen(n):
    for i in range(n):
        r = yield i
        if r:
            yield r


@case
def case_gen(x):
    s = 0
    for v in gen(3):
        s = s + v
    return x + s, list(gen(2)), sum(v for v in gen(3))


@case
def case_send(x):
    g = gen(3)
    a = next(g)
    b = g.send(10)
    g.close()
    return x + a + b, next(g, None)


def g2(x):
    try:
        yield x
        yield x + 1
    except ValueError:
        yield x * 5
    finally:
        x = x + 1


def yf(x):
    r = yield from g2(x)
    yield 3


@case
def case_yf(x):
    return [v + 1 for v in yf(x)]


@case
def case_genexp(x):
    g = (v * x for v in range(3))
    a = next(g)
    return a + sum(g)


@contextlib.contextmanager
def cm(v):
    yield v + 1


@contextlib.contextmanager
def cm_try(l):
    l.append(1)
    try:
        yield
    finally:
        l.append(2)


@case
def case_cm(x):
    l = []
    with cm(x) as y:
        z = y * 2
    with cm_try(l):
        z = z + 1
    return z, l


@case
def case_cm_break(x):
    with cm(x) as y:
        z = y * 2
        torch._dynamo.graph_break()
        z = z + 1
    return z


@case
def case_cm_exc(x):
    l = []
    try:
        with cm_try(l):
            raise ValueError("a")
    except ValueError:
        x = x + 1
    return x, l


class CM:
    def __init__(self):
        self.n = 0

    def __enter__(self):
        self.n += 1
        return self

    def __exit__(self, *a):
        self.n += 10
        return True


@case
def case_cmcls(x):
    c = CM()
    with c as d:
        x = x + d.n
        raise ValueError("x")
    return x + c.n


@torch.no_grad()
def ng(x):
    return x * 2


@case
def case_nograd(x):
    return ng(x) + 1


@cm(1)
def decorated(x):
    return x + 1


@case
def case_cmdeco(x):
    return decorated(x)


class P:
    __slots__ = ("a", "_b")

    def __init__(self, a):
        self.a = a
        self._b = 1

    @property
    def b(self):
        return self._b

    @b.setter
    def b(self, v):
        self._b = v * 2

    @b.deleter
    def b(self):
        del self._b


@case
def case_slots(x):
    p = P(x)
    p.b = 3
    r = p.a + p.b
    del p.b
    try:
        p.c = 1
    except AttributeError:
        r = r + 1
    return r, hasattr(p, "_b")


class Desc:
    def __set_name__(self, o, n):
        self.n = "_" + n

    def __get__(self, o, t=None):
        if o is None:
            return self
        return getattr(o, self.n, 0) + 1

    def __set__(self, o, v):
        setattr(o, self.n, v)


class HD:
    d = Desc()

    def __getattr__(self, k):
        if k.startswith("dyn"):
            return len(k)
        raise AttributeError(k)

    def __setattr__(self, k, v):
        object.__setattr__(self, k, v)

    def __delattr__(self, k):
        super().__delattr__(k)


hd = HD()
hd.d = 2


class V:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return V(self.v + (o.v if isinstance(o, V) else o))

    __radd__ = __add__

    def __iadd__(self, o):
        self.v = self.v + o
        return self

    def __neg__(self):
        return V(-self.v)

    def __lt__(self, o):
        return True

    def __eq__(self, o):
        return isinstance(o, V)

    def __hash__(self):
        return 7

    def __len__(self):
        return 3

    def __bool__(self):
        return False

    def __getitem__(self, i):
        return self.v * i

    def __contains__(self, i):
        return i == 3

    def __iter__(self):
        return iter([1, 2])

    def __call__(self, a):
        return a + self.v

    def __repr__(self):
        return "V!"

    def __matmul__(self, o):
        return 4

    def __index__(self):
        return 2


class Meta(type):
    def __call__(cls, *a):
        o = super().__call__(*a)
        o.tag = 9
        return o

    @property
    def mp(cls):
        return 4

    def mm(cls):
        return 5

    def __getattr__(cls, n):
        return n

    def __iter__(cls):
        return iter([1])


class WithMeta(metaclass=Meta):
    k = 1

    def __init__(self, a=1):
        self.a = a


@case
def case_meta(x):
    return x + WithMeta.mp + WithMeta.mm(), WithMeta.zork, WithMeta.k


@case
def case_classbody(x):
    y = x + 1

    class Q:
        a = 3

        def f(self):
            return 4

    return y + Q().f()


@case
def case_weak(x):
    o = V(1)
    r = weakref.ref(o)
    return x + r().v


w_obj = V(2)
w_ref = weakref.ref(w_obj)


@case
def case_weak_in(x):
    return x + w_ref().v


class AB(abc.ABC):
    @abc.abstractmethod
    def f(self): ...


class AC(AB):
    def f(self):
        return 2


@case
def case_abc(x):
    return x + AC().f(), isinstance(AC(), AB), issubclass(AC, AB)


@case
def case_abc_fail(x):
    try:
        AB()
    except TypeError:
        return x + 1


glob = 3


class Reg:
    items = []
    n = 0


@case
def case_del(x):
    y = x + 1
    del y
    try:
        y
    except UnboundLocalError:
        return x * 2


@case
def case_callable_obj(x):
    f = V(x).__add__
    g = operator.attrgetter("v")
    return f(1).v, g(V(2))


@case
def case_isinst(x):
    v = V(1)
    return (
        x + 1,
        type(v) is V,
        isinstance(v, (int, V)),
        v.__class__.__name__,
        callable(v),
        V.__name__,
        V.__mro__[1] is object,
    )


@case
def case_vars(x):
    v = V(1)
    return x + 1, vars(v)["v"], list(v.__dict__), getattr(v, "zz", 3)


@case
def case_setattr(x):
    v = V(1)
    setattr(v, "k", 2)
    delattr(v, "v")
    return x + v.k, hasattr(v, "v")
