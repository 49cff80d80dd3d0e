"""How arguments meet parameters: CPython's `initialize_locals`, with its messages, over values of any domain.

https://github.com/python/cpython/blob/3.12/Python/ceval.c
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import CodeType

if sys.version_info >= (3, 13):
    from _suggestions import _generate_suggestions as _suggest
else:

    def _suggest(_candidates: list[str], _name: str) -> str | None:
        """Before 3.13 the message suggests nothing."""
        return None


class BindingError(Exception):
    """The arguments do not fit. The caller raises it as the user's TypeError, in its domain."""


def bind_arguments(
    code: CodeType,
    name: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    defaults: Sequence[Any] = (),
    kwdefaults: Mapping[str, Any] | None = None,
    make_tuple: Callable[[list[Any]], Any],
    make_dict: Callable[[dict[str, Any]], Any],
) -> dict[str, Any]:
    """The initial fast locals of a call, in the order of the parameters.

    `name` is the function's qualified name, for messages; `make_tuple` and `make_dict` make the values of `*args` and
    `**kwargs`. Raises BindingError with CPython's message.
    """
    shape = _Shape(code, name, defaults)
    bound: dict[str, Any] = dict(zip(shape.positional, args, strict=False))
    extra = _bind_keywords(shape, bound, kwargs)
    if len(args) > code.co_argcount and not shape.var_positional:
        raise BindingError(_too_many_positional(shape, len(args), bound))
    _bind_defaults(shape, bound, len(args), defaults, kwdefaults or {})
    result = {parameter: bound[parameter] for parameter in (*shape.positional, *shape.keyword_only)}
    if shape.var_positional:
        result[shape.var_positional] = make_tuple(list(args[code.co_argcount :]))
    if shape.var_keyword:
        result[shape.var_keyword] = make_dict(extra)
    return result


class _Shape:
    """The parameters of a code object."""

    def __init__(self, code: CodeType, name: str, defaults: Sequence[Any]) -> None:
        self.name = name
        names = code.co_varnames
        total = code.co_argcount + code.co_kwonlyargcount
        self.positional = names[: code.co_argcount]
        self.positional_only = names[: code.co_posonlyargcount]
        self.keyword_only = names[code.co_argcount : total]
        self.by_keyword = names[code.co_posonlyargcount : total]
        self.required = code.co_argcount - len(defaults)
        self.var_positional = ""
        if code.co_flags & inspect.CO_VARARGS:
            self.var_positional = names[total]
            total += 1
        self.var_keyword = names[total] if code.co_flags & inspect.CO_VARKEYWORDS else ""


def _bind_keywords(shape: _Shape, bound: dict[str, Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Bind keyword arguments and return those for `**kwargs`."""
    extra: dict[str, Any] = {}
    for key, value in kwargs.items():
        if key in shape.by_keyword:
            if key in bound:
                raise BindingError(f"{shape.name}() got multiple values for argument '{key}'")
            bound[key] = value
        elif shape.var_keyword:
            extra[key] = value
        else:
            raise BindingError(_unexpected_keyword(shape, key, kwargs))
    return extra


def _bind_defaults(
    shape: _Shape, bound: dict[str, Any], given: int, defaults: Sequence[Any], kwdefaults: Mapping[str, Any]
) -> None:
    missing = [p for p in shape.positional[given : max(given, shape.required)] if p not in bound]
    if missing:
        raise BindingError(_missing(shape, "positional", missing))
    for parameter, default in zip(shape.positional[shape.required :], defaults, strict=True):
        bound.setdefault(parameter, default)
    for parameter in shape.keyword_only:
        if parameter not in bound and parameter in kwdefaults:
            bound[parameter] = kwdefaults[parameter]
    missing = [parameter for parameter in shape.keyword_only if parameter not in bound]
    if missing:
        raise BindingError(_missing(shape, "keyword-only", missing))


def _unexpected_keyword(shape: _Shape, key: str, kwargs: Mapping[str, Any]) -> str:
    wrong = [parameter for parameter in shape.positional_only if parameter in kwargs]
    if wrong:
        names = ", ".join(wrong)
        return f"{shape.name}() got some positional-only arguments passed as keyword arguments: '{names}'"
    message = f"{shape.name}() got an unexpected keyword argument '{key}'"
    suggestion = _suggest(list(shape.by_keyword), key) if shape.by_keyword else None
    return message if suggestion is None else f"{message}. Did you mean '{suggestion}'?"


def _too_many_positional(shape: _Shape, given: int, bound: Mapping[str, Any]) -> str:
    count = len(shape.positional)
    keyword_given = sum(parameter in bound for parameter in shape.keyword_only)
    takes = str(count) if shape.required == count else f"from {shape.required} to {count}"
    plural = "s" if count != 1 or shape.required != count else ""
    also = ""
    if keyword_given:
        also = f" positional argument{_s(given)} (and {keyword_given} keyword-only argument{_s(keyword_given)})"
    verb = "was" if given == 1 and not keyword_given else "were"
    return f"{shape.name}() takes {takes} positional argument{plural} but {given}{also} {verb} given"


def _missing(shape: _Shape, kind: str, missing: list[str]) -> str:
    quoted = [repr(parameter) for parameter in missing]
    names = " and ".join(quoted)
    if len(quoted) > 2:
        names = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    return f"{shape.name}() missing {len(missing)} required {kind} argument{_s(len(missing))}: {names}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
