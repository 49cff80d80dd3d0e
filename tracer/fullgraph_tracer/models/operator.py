"""`operator`: the operators as functions, and getters."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.protocol.numbers import BINARY, INPLACE, UNARY
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.lists import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

_COMPARISONS: dict[Any, str] = {
    operator.lt: "<",
    operator.le: "<=",
    operator.eq: "==",
    operator.ne: "!=",
    operator.gt: ">",
    operator.ge: ">=",
}


def _binary(symbol: str) -> Callable[..., VariableTracker]:
    def model(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
        return protocol.binary(tx, symbol, a, b)

    return model


def _unary(symbol: str) -> Callable[..., VariableTracker]:
    def model(tx: Tx, a: VariableTracker, /) -> VariableTracker:
        return protocol.unary(tx, symbol, a)

    return model


def _compare(symbol: str) -> Callable[..., VariableTracker]:
    def model(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
        return protocol.compare(tx, symbol, a, b)

    return model


for _symbol, _function in BINARY.items():
    models(_function)(_binary(_symbol))
for _symbol, _function in INPLACE.items():
    models(_function)(_binary(f"{_symbol}="))
for _symbol, _single in UNARY.items():
    if _symbol != "abs":
        models(_single)(_unary(_symbol))
models(operator.abs)(_unary("abs"))
for _comparison, _symbol in _COMPARISONS.items():
    models(_comparison)(_compare(_symbol))


@models(operator.not_)
def not_(tx: Tx, a: VariableTracker, /) -> VariableTracker:
    """`not a`."""
    return protocol.logical_not(tx, a)


@models(operator.truth)
def truth(tx: Tx, a: VariableTracker, /) -> VariableTracker:
    """`bool(a)`."""
    return protocol.call(tx, tx.wrap(bool), [a])


@models(operator.is_)
def is_(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`a is b`."""
    return tx.constant(protocol.is_operator(tx, a, b))


@models(operator.is_not)
def is_not(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`a is not b`."""
    return tx.constant(not protocol.is_operator(tx, a, b))


@models(operator.index)
def index(tx: Tx, a: VariableTracker, /) -> Any:
    """`a.__index__()`."""
    return NotImplemented if a.is_constant else a.index(tx)


@models(operator.getitem)
def getitem(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`a[b]`."""
    return protocol.get_item(tx, a, b)


@models(operator.setitem)
def setitem(tx: Tx, a: VariableTracker, b: VariableTracker, c: VariableTracker, /) -> VariableTracker:
    """`a[b] = c`."""
    protocol.set_item(tx, a, b, c)
    return tx.constant(None)


@models(operator.delitem)
def delitem(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`del a[b]`."""
    protocol.delete_item(tx, a, b)
    return tx.constant(None)


@models(operator.contains)
def contains(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`b in a`."""
    return protocol.contains(tx, b, a)


@models(operator.concat)
def concat(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`a + b` of sequences."""
    if not hasattr(a.python_type(), "__getitem__"):
        tx.raise_(TypeError, f"'{a.type_name()}' object can't be concatenated")
    return protocol.binary(tx, "+", a, b)


@models(operator.iconcat)
def iconcat(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """`a += b` of sequences."""
    if not hasattr(a.python_type(), "__getitem__"):
        tx.raise_(TypeError, f"'{a.type_name()}' object can't be concatenated")
    return protocol.binary(tx, "+=", a, b)


@models(operator.countOf)
def count_of(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """How many items of `a` equal `b`."""
    return tx.constant(sum(1 for item in protocol.iterate(tx, a) if protocol.python_equal(tx, item, b)))


@models(operator.indexOf)
def index_of(tx: Tx, a: VariableTracker, b: VariableTracker, /) -> VariableTracker:
    """Where the first item of `a` that equals `b` stands."""
    for at, item in enumerate(protocol.iterate(tx, a)):
        if protocol.python_equal(tx, item, b):
            return tx.constant(at)
    tx.raise_(ValueError, "sequence.index(x): x not in sequence")


@models(operator.length_hint)
def length_hint(tx: Tx, obj: VariableTracker, default: VariableTracker | None = None, /) -> VariableTracker:
    """`len`, `__length_hint__`, else the default."""
    cls = obj.python_type()
    if hasattr(cls, "__len__"):
        return protocol.length(tx, obj)
    if hasattr(cls, "__length_hint__"):
        return protocol.call_method(tx, obj, "__length_hint__")
    return tx.constant(0) if default is None else default


class GetterVariable(VariableTracker):
    """`operator.itemgetter(...)`, `attrgetter(...)` or `methodcaller(...)`: torch makes an inner function of it."""

    def __init__(
        self,
        py_type: type,
        args: Sequence[VariableTracker],
        get: Callable[[Tx, VariableTracker], VariableTracker],
        kwargs: dict[str, VariableTracker] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.py_type = py_type
        self.args = list(args)
        self.kwargs = kwargs or {}
        self._get = get

    @property
    def kind(self) -> str:
        return "NestedUserFunctionVariable"

    def describe(self) -> str:
        return self.py_type.__name__

    def python_type(self) -> type:
        return self.py_type

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - functions are true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed by identity
        return self

    def parts(self) -> Iterable[VariableTracker]:
        return (*self.args, *self.kwargs.values())

    def reconstruct(self, emit: Emitter) -> Any:
        named = {name: emit(value) for name, value in self.kwargs.items()}
        return self.py_type(*(emit(arg) for arg in self.args), **named)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) != 1 or kwargs:
            tx.raise_(TypeError, f"{self.py_type.__name__} expected 1 argument, got {len(args)}")
        return self._get(tx, args[0])


@models(operator.itemgetter)
def itemgetter(tx: Tx, item: VariableTracker, /, *items: VariableTracker) -> VariableTracker:  # noqa: ARG001
    """`obj[item]`, or a tuple of them."""

    def get(tx: Tx, obj: VariableTracker) -> VariableTracker:
        if not items:
            return protocol.get_item(tx, obj, item)
        return TupleVariable([protocol.get_item(tx, obj, key) for key in (item, *items)])

    return GetterVariable(operator.itemgetter, [item, *items], get)


@models(operator.attrgetter)
def attrgetter(tx: Tx, attr: VariableTracker, /, *attrs: VariableTracker) -> VariableTracker:
    """`obj.a.b`, or a tuple of them."""
    names = [name.as_constant() if name.is_constant else None for name in (attr, *attrs)]
    if not all(isinstance(name, str) for name in names):
        tx.raise_(TypeError, "attribute name must be a string")

    def reach(tx: Tx, obj: VariableTracker, name: str) -> VariableTracker:
        for part in name.split("."):
            obj = protocol.get_attribute(tx, obj, part)
        return obj

    def get(tx: Tx, obj: VariableTracker) -> VariableTracker:
        if not attrs:
            return reach(tx, obj, str(names[0]))
        return TupleVariable([reach(tx, obj, str(name)) for name in names])

    return GetterVariable(operator.attrgetter, [attr, *attrs], get)


@models(operator.methodcaller)
def methodcaller(
    tx: Tx, name: VariableTracker, /, *args: VariableTracker, **kwargs: VariableTracker
) -> VariableTracker:
    """`obj.name(*args, **kwargs)`."""
    if not isinstance(name.as_constant(), str):
        tx.raise_(TypeError, "method name must be a string")

    def get(tx: Tx, obj: VariableTracker) -> VariableTracker:
        return protocol.call_method(tx, obj, name.as_constant(), args, kwargs)

    return GetterVariable(operator.methodcaller, [name, *args], get, kwargs)
