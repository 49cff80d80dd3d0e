"""`match` statements over real objects."""

from __future__ import annotations

import sys
from typing import Any

from fullgraph_tracer.interpreter.natives import type_name

_SEQUENCE, _MAPPING, _MATCH_SELF = 1 << 5, 1 << 6, 1 << 22

# 3.11 says "type"
_CLASS = "class" if sys.version_info >= (3, 12) else "type"


def is_mapping(subject: Any) -> bool:
    return bool(type(subject).__flags__ & _MAPPING)


def is_sequence(subject: Any) -> bool:
    return bool(type(subject).__flags__ & _SEQUENCE)


def match_keys(subject: Any, keys: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The values of the keys, None if one is missing. By `get`, so that a defaultdict grows no keys."""
    if not keys:
        return ()
    missing = object()
    get = subject.get
    seen: set[Any] = set()
    values = []
    for key in keys:
        if key in seen:
            raise ValueError(f"mapping pattern checks duplicate key ({key!r})")
        seen.add(key)
        value = get(key, missing)
        if value is missing:
            return None
        values.append(value)
    return tuple(values)


def match_class(subject: Any, cls: Any, count: int, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The attributes that a class pattern binds, None if it does not match.

    https://github.com/python/cpython/blob/3.12/Python/ceval.c: `match_class`.
    """
    if not isinstance(cls, type):
        raise TypeError(f"called match pattern must be a {_CLASS}")
    if not isinstance(subject, cls):
        return None
    attributes = _positional_names(cls, count) if count else []
    if attributes is None:
        values = [subject]
        attributes = []
    else:
        values = []
    seen: set[str] = set()
    for name in (*attributes, *names):
        if not isinstance(name, str):
            raise TypeError(f"__match_args__ elements must be strings (got {type_name(name)})")
        if name in seen:
            raise TypeError(f"{cls.__name__}() got multiple sub-patterns for attribute {name!r}")
        seen.add(name)
        try:
            values.append(getattr(subject, name))
        except AttributeError:
            return None
    return tuple(values)


def _positional_names(cls: type, count: int) -> list[Any] | None:
    """The attributes of positional sub-patterns; None where the one sub-pattern is the subject itself (`int(x)`)."""
    match_self = False
    names: Any = ()
    try:
        names = cls.__match_args__  # type: ignore[attr-defined] # asked for
    except AttributeError:
        match_self = bool(cls.__flags__ & _MATCH_SELF)
    if type(names) is not tuple:
        raise TypeError(f"{cls.__name__}.__match_args__ must be a tuple (got {type_name(names)})")
    allowed = 1 if match_self else len(names)
    if count > allowed:
        plural = "" if allowed == 1 else "s"
        raise TypeError(f"{cls.__name__}() accepts {allowed} positional sub-pattern{plural} ({count} given)")
    return None if match_self else list(names[:count])
