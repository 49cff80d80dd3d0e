"""Python's object model: classes, properties, dataclasses, operators, subclasses of containers, metaclasses, enums."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import collections
import dataclasses
import enum
import functools
from typing import NamedTuple

import torch


class Mode(enum.Enum):
    UP = 2
    DOWN = 3


@dataclasses.dataclass
class Config:
    scale: float = 2.0
    names: list = dataclasses.field(default_factory=lambda: ["a", "b"])

    def total(self):
        return self.scale * len(self.names)


class Point(NamedTuple):
    x: torch.Tensor
    y: torch.Tensor

    def norm(self):
        return (self.x**2 + self.y**2).sqrt()


class Vector:
    unit = 1.0

    def __init__(self, data):
        self._data = data

    def __add__(self, other):
        return Vector(self._data + other._data)

    def __getitem__(self, key):
        return self._data[key]

    def __len__(self):
        return self._data.shape[0]

    def __call__(self, x):
        return self._data * x

    def __bool__(self):
        return True

    def __iter__(self):
        return iter((self._data, self._data + 1))

    def __contains__(self, item):
        return item == 3

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, value):
        self._data = value * 2

    @classmethod
    def zeros(cls, n):
        return cls(torch.zeros(n))

    @staticmethod
    def double(x):
        return x * 2


class Table(dict):
    def total(self):
        return sum(self.values())


class Stack(list):
    def push(self, item):
        self.append(item)


def case_dataclass():
    def f(x, config):
        made = Config(3.0)
        return x * config.total() + made.scale, dataclasses.replace(config, scale=1.0).scale

    return f, (torch.ones(3), Config())


def case_namedtuple():
    Pair = collections.namedtuple("Pair", "a b")

    def f(x):
        p = Point(x, x + 1)
        q = Pair(a=x, b=2)
        return p.norm(), p._replace(x=x * 3).x, q.a * q.b, Point._fields

    return f, (torch.ones(3),)


def case_user_class():
    def f(x):
        v = Vector(x) + Vector.zeros(3)
        v.data = v.data + 1
        a, b = v
        return v(x), v[0], len(v), Vector.double(a) + b, bool(v), 3 in v, v.unit

    return f, (torch.ones(3),)


def case_user_object_argument():
    def f(x, v):
        v._data = v._data * 2
        return x + v.data

    return f, (torch.ones(3), Vector(torch.ones(3)))


def case_enum():
    def f(x, mode):
        if mode is Mode.UP:
            x = x * mode.value
        return x, mode.name, Mode(3) == Mode.DOWN, [m.value for m in Mode]

    return f, (torch.ones(3), Mode.UP)


def case_dict_and_list_subclasses():
    def f(x):
        table = Table(a=x, b=x * 2)
        stack = Stack()
        stack.push(x)
        return table.total() + stack[-1], len(stack)

    return f, (torch.ones(3),)


def case_inheritance_and_super():
    class Base:
        def __init__(self, n):
            self.n = n

        def run(self, x):
            return x * self.n

    class Child(Base):
        def __init__(self, n):
            super().__init__(n + 1)

        def run(self, x):
            return super().run(x) + 1

    def f(x):
        c = Child(2)
        return c.run(x), isinstance(c, Base), issubclass(Child, Base), type(c).__name__

    return f, (torch.ones(3),)


def case_getattr_setattr():
    class Lazy:
        def __init__(self):
            self.values = {"w": 2.0}

        def __getattr__(self, name):
            try:
                return self.__dict__["values"][name]
            except KeyError as error:
                raise AttributeError(name) from error

    def f(x, lazy):
        setattr(lazy, "bias", 1.0)
        return x * lazy.w + lazy.bias + getattr(lazy, "absent", 3), hasattr(lazy, "nothing")

    return f, (torch.ones(3), Lazy())


def case_slots_and_descriptors():
    class Positive:
        def __set_name__(self, owner, name):
            self.name = "_" + name

        def __get__(self, obj, owner=None):
            return getattr(obj, self.name)

        def __set__(self, obj, value):
            setattr(obj, self.name, abs(value))

    class Thing:
        __slots__ = ("_size",)
        size = Positive()

    def f(x):
        t = Thing()
        t.size = -3
        return x * t.size

    return f, (torch.ones(3),)


def case_type_and_id_and_hash():
    def f(x, items):
        return x, type(items) is list, isinstance(x, torch.Tensor), callable(f), hash("a") == hash("a"), {1: 2}[True]

    return f, (torch.ones(3), [1])


def case_attributes_as_keys():
    class Settings(dict):
        __getattr__ = dict.__getitem__

    settings = Settings(width=2, inner=Settings(depth=3))

    def f(x):
        return x * settings.width + settings.inner.depth

    return f, (torch.ones(3),)


class Amount:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return self.value + other

    def __rmul__(self, other):
        return self.value * other

    def __isub__(self, other):
        self.value = self.value - other
        return self


def case_object_plus_tensor():
    def f(x):
        return Amount(x.sin()) + x

    return f, (torch.ones(3),)


def case_tensor_times_object():
    def f(x):
        return x * Amount(x.sin()) + 1

    return f, (torch.ones(3),)


def case_object_minus_tensor_in_place():
    def f(x):
        amount = Amount(x.sin())
        amount -= x
        return amount.value.cos()

    return f, (torch.ones(3),)


def case_object_plus_number():
    def f(x):
        return Amount(x.sin()) + 1

    return f, (torch.ones(3),)


def case_function_dispatched_by_type():
    def f(x):
        @functools.singledispatch
        def double(value):
            return value * 2

        return x + double(3)

    return f, (torch.ones(3),)
