"""Methods of lists, tuples, dictionaries, sets and strings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.assignment import entry_set
from fullgraph_analysis.eval.events import Format
from fullgraph_analysis.eval.expressions.literals import updated
from fullgraph_analysis.eval.expressions.operators import concatenate
from fullgraph_analysis.eval.iteration import keys_of
from fullgraph_analysis.eval.joins import doubtful, elements, union
from fullgraph_analysis.eval.registry import methods
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Const,
    DictObj,
    Entries,
    ListObj,
    Scalar,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args


@methods(ListObj)
def list_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods of lists, sets and deques."""
    assert isinstance(owner, ListObj)
    content = owner.content
    new: Tuple | None = None
    result: Value = NONE
    first = args.positional[0] if args.positional else UNKNOWN
    if name in ("append", "add"):
        if not (name == "add" and content.items is not None and first in content.items):
            new = concatenate(content, Tuple((first,)))
    elif name == "appendleft":
        new = concatenate(Tuple((first,)), content)
    elif name in ("extend", "update"):
        new = concatenate(content, ev.items(f, node, first))
    elif name == "insert":
        new = _inserted(content, first, args.get(1) or UNKNOWN)
    elif name in ("pop", "popleft"):
        new, result = _popped(content, Const(0) if name == "popleft" else args.get(0) or Const(-1))
    elif name == "clear":
        new = Tuple(())
    elif name == "reverse":
        new = Tuple(None if content.items is None else tuple(reversed(content.items)), content.elem)
    elif name in ("remove", "sort", "discard"):
        new = Tuple(None, elements(content))
    elif name == "copy":
        return ListObj(content, owner.cls)
    elif name in ("index", "count"):
        return _position(content, first) if name == "index" else Scalar("int")
    elif name in ("union", "intersection", "difference", "symmetric_difference"):
        return ListObj(Tuple(None, elements(content)), owner.cls)
    elif name in ("issubset", "issuperset", "isdisjoint"):
        return Scalar("bool")
    else:
        return None
    if new is not None:
        ev.state.write(owner, "items", new)
    return result


def _inserted(content: Tuple, index: Value, value: Value) -> Tuple:
    if content.items is None or not isinstance(index, Const) or not isinstance(index.value, int):
        return Tuple(None, union([elements(content), value]) if content.items != () else value)
    items = list(content.items)
    items.insert(index.value, value)
    return Tuple(tuple(items))


def _popped(content: Tuple, index: Value) -> tuple[Tuple, Value]:
    if content.items and isinstance(index, Const) and isinstance(index.value, int):
        position = index.value
        if -len(content.items) <= position < len(content.items):
            items = list(content.items)
            value = items.pop(position)
            return Tuple(tuple(items)), value
    return Tuple(None, elements(content)), elements(content)


def _position(content: Tuple, value: Value) -> Value:
    if content.items is not None and isinstance(value, Const) and all(isinstance(i, Const) for i in content.items):
        return Const(content.items.index(value)) if value in content.items else UNKNOWN
    return Scalar("int")


@methods(Tuple)
def tuple_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods of tuples, named ones and sizes."""
    assert isinstance(owner, Tuple)
    if name == "numel":
        return Scalar("int")
    if name == "index" and args.positional:
        return _position(owner, args.positional[0])
    if name == "count":
        return Scalar("int")
    if name == "_replace" and owner.items is not None:
        items = [args.keywords.get(field, item) for field, item in zip(owner.fields, owner.items, strict=False)]
        return Tuple(tuple(items), cls=owner.cls, fields=owner.fields)
    return DictObj(Entries(tuple(zip(owner.fields, owner.items or (), strict=False)))) if name == "_asdict" else None


@methods(DictObj)
def dict_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods of dictionaries."""
    assert isinstance(owner, DictObj)
    content = owner.content
    key = args.positional[0] if args.positional else UNKNOWN
    if name == "get":
        return _get(content, key, args.get(1, "default") or NONE)
    if name == "keys":
        return replace(keys_of(owner), cls="dict_keys")
    if name == "values":
        values = tuple(value for _, value in content.known)
        view = Tuple(None, union([*values, content.elem])) if content.open else Tuple(values)
        return replace(view, cls="dict_values")
    if name == "items":
        return replace(_items(content), cls="dict_items")
    if name == "pop":
        value = _get(content, key, args.get(1) or UNKNOWN)
        if isinstance(key, Const):
            known = tuple((k, v) for k, v in content.known if k != key.value)
            among = content.among - {key.value} if content.among is not None else None
            ev.state.write(owner, "entries", Entries(known, content.open, content.elem, among))
        return value
    if name == "setdefault":
        there = _get(content, key, args.get(1) or NONE)
        ev.state.write(owner, "entries", entry_set(content, key, there))
        return there
    if name == "update":
        keywords = DictObj(Entries(tuple(args.keywords.items()), open=args.open))
        ev.state.write(owner, "entries", updated(content, *args.positional, keywords))
        return NONE
    if name == "copy":
        return DictObj(content, owner.cls)
    if name == "clear":
        ev.state.write(owner, "entries", Entries())
        return NONE
    if name == "popitem":
        return UNKNOWN
    return None


def _get(content: Entries, key: Value, default: Value) -> Value:
    if isinstance(key, Const):
        found = content.get(key.value)
        if found is not None:
            return found
        return union([doubtful(content.elem), default]) if content.may_have(key.value) else default
    values = [doubtful(value) for name, value in content.known if may_be(key, name)]
    return union([*values, default, *([doubtful(content.elem)] if content.open else [])])


def may_be(key: Value, name: object) -> bool:
    """Whether a key whose value is not known may be a certain one."""
    return key.may_be(name) if isinstance(key, Scalar) else True


def _items(content: Entries) -> Tuple:
    pairs = tuple(Tuple((key if isinstance(key, Value) else Const(key), value)) for key, value in content.known)
    if not content.open:
        return Tuple(pairs)
    values = [value for _, value in content.known]
    return Tuple(None, Tuple((UNKNOWN, union([*values, content.elem]))))


_TEXT = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "format",
        "join",
        "removeprefix",
        "removesuffix",
        "zfill",
        "ljust",
        "rjust",
    ]
)
_TESTS = frozenset(["startswith", "endswith", "isdigit", "isalpha", "isupper", "islower", "isnumeric"])


@methods(Const)
def constant_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods of constants: strings, mostly. They are computed, where all arguments are constants too."""
    assert isinstance(owner, Const)
    if isinstance(owner.value, str):
        if name == "format":
            for value in (*args.positional, *args.keywords.values()):
                ev.fire_each(f, node, value, lambda option: Format(option, "str.format"))
        plain = [value.value for value in args.positional if isinstance(value, Const)]
        if name in (_TEXT | _TESTS) - {"join", "format"} and len(plain) == len(args.positional):
            try:
                return Const(getattr(owner.value, name)(*plain))
            except (TypeError, ValueError):
                return UNKNOWN
        if name == "split" and len(plain) == len(args.positional):
            return ListObj(Tuple(tuple(Const(part) for part in owner.value.split(*plain))))  # type: ignore[arg-type]
        return _string_method(name)
    if isinstance(owner.value, int | float) and name in ("bit_length", "is_integer", "item"):
        return Scalar("int")
    return None


@methods(Scalar)
def scalar_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods of numbers and strings whose value is not known."""
    assert isinstance(owner, Scalar)
    return _string_method(name) if owner.type == "str" else None


def _string_method(name: str) -> Value | None:
    if name in _TEXT:
        return Scalar("str")
    if name in _TESTS:
        return Scalar("bool")
    if name in ("split", "rsplit", "splitlines"):
        return ListObj(Tuple(None, Scalar("str")))
    return Scalar("int") if name in ("find", "index", "count", "rfind") else None
