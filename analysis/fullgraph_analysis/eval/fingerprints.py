"""Values as hashable keys: two calls with the same fingerprints of arguments show the same."""

from __future__ import annotations

from fullgraph_analysis.eval.values import (
    Bound,
    DictObj,
    Entries,
    Function,
    Instance,
    IteratorObj,
    ListObj,
    Method,
    SuperValue,
    Tuple,
    Union,
    Value,
)


def fingerprint(value: Value, depth: int = 5) -> object:
    """A key for a value. Objects count by identity and the time of their last change; the key keeps them alive."""
    if isinstance(value, Instance):
        return (value, value.stamp)
    if isinstance(value, ListObj | IteratorObj):
        return (value.cls, fingerprint(value.content, depth)) if depth else value
    if isinstance(value, DictObj):
        return ("dict", fingerprint(value.content, depth)) if depth else value
    if isinstance(value, Entries):
        known = tuple((_key(key), fingerprint(item, depth - 1)) for key, item in value.known)
        return (known, value.open, value.among, fingerprint(value.elem, depth - 1))
    if isinstance(value, Tuple):
        if value.items is None:
            return (value.cls, None, fingerprint(value.elem, depth - 1) if depth else 0)
        return (value.cls, tuple(fingerprint(item, depth - 1) for item in value.items) if depth else value)
    if isinstance(value, Union):
        return ("union", frozenset(fingerprint(option, depth) for option in value.options))
    if isinstance(value, Function):
        return (value.code, value.scope)
    if isinstance(value, Bound | Method | SuperValue):
        return _bound(value, depth)
    return value


def _bound(value: Bound | Method | SuperValue, depth: int) -> object:
    if isinstance(value, Bound):
        return ("bound", fingerprint(value.func, depth), fingerprint(value.self, depth))
    if isinstance(value, Method):
        return ("method", value.name, fingerprint(value.owner, depth))
    return ("super", value.info, fingerprint(value.obj, depth))


def _key(key: object) -> object:
    return fingerprint(key) if isinstance(key, Value) else (type(key), key)
