"""Class bodies, their scopes, metaclasses and `super()`, as in CPython."""

# ruff: noqa: PLE1132, PLW0120, PLW0602, PLW0603, PLW0108, PLW2901, PLC3002, PIE804, SLOT000, F401, F541, I001
# every form of a statement, wrong ones too

import pytest

GLOBAL = 5


def class_body():
    base = 10

    class Meta(type):
        @classmethod
        def __prepare__(mcs, name, bases, **kw):
            return {"prepared": (name, len(bases), kw)}

        def __new__(mcs, name, bases, ns, **kw):
            return super().__new__(mcs, name, bases, dict(ns))

        def __init__(cls, name, bases, ns, **kw):
            super().__init__(name, bases, ns)

    class A(metaclass=Meta, flag=1):
        x = base
        y: int = x + 1
        z: str
        squares = [i * i for i in range(3)]
        if x:
            w = "conditional"
        for i in range(2):
            pass
        del i

        def m(self):
            return __class__, self.x

        @property
        def p(self):
            return self.x

        @staticmethod
        def s(v):
            return v

        @classmethod
        def c(cls, v=base):
            return cls.__name__, v

    class B(A):
        def __init__(self, x):
            super().__init__()
            self.x = x

        def m(self):
            return super().m()[1], super(B, self).x, super().c(4)

    b = B(7)
    return A.prepared, A.x, A.y, A.squares, A.w, A.__annotations__, b.m(), b.p, B.s(3), A.__qualname__, B.m.__qualname__


def class_scope():
    x = "function"

    class A:
        before = x
        f = lambda: x

    class B:
        global GLOBAL
        y = GLOBAL

    return A.before, A.f(), B.y


def class_scope_plain():
    x = "function"

    class A:
        seen = x
        x2 = "class"
        inner = [x for _ in range(2)]

        def f(self):
            return x

    return A.seen, A.inner, A().f(), hasattr(A, "__annotations__")


def class_name_lookup():
    class A:
        v = GLOBAL
        n = len("abc")

    try:

        class B:
            del nothing
    except NameError as e:
        return A.v, A.n, e


def class_rebinds_free_name():
    x = "outer"

    class A:
        if len("") == 1:
            x = "inner"
        y = x

    return A.y


def class_errors(which):
    if which == 0:

        class A(int, str):
            pass

    if which == 1:

        class B(metaclass=3):
            pass

    if which == 2:

        class C:
            x = undefined_name


def mro_entries():
    class Entry:
        def __mro_entries__(self, bases):
            return (dict,)

    e = Entry()

    class A(e):
        pass

    return A.__bases__, A.__orig_bases__ == (e,)


def super_errors(which):
    class A:
        def none():
            return super()

        def deleted(self):
            del self
            return super()

        def cell(self):
            f = lambda: self
            return super().__repr__() == object.__repr__(f())

        def two(self):
            return super(A, self).__eq__(self)

        def missing(self):
            return super().nothing

    if which == 0:
        return A.none()
    if which == 5:
        return super()
    return [None, A().deleted, A().cell, A().two, A().missing][which]()


CASES = [
    (class_body, ()),
    (class_scope, ()),
    (class_scope_plain, ()),
    (class_name_lookup, ()),
    (class_rebinds_free_name, ()),
    *[(class_errors, (i,)) for i in range(4)],
    (mro_entries, ()),
    *[(super_errors, (i,)) for i in range(6)],
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)
