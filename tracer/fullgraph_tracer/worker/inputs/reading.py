"""What the source of a class reads from one of its parameters, a configuration mostly."""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import sys
import types
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLASS = re.compile(r"class (\w+)")
_DEPTH = 3
"""How many classes a parameter is followed through."""
_METHODS = frozenset({"get", "items", "keys", "update", "to_dict"})


def attributes(owner: type, parameter: str) -> list[str]:
    """Attributes and keys that are read from a parameter, or from `self.` of the same name.

    A class that it hands the parameter to reads from it too.
    """
    read: dict[str, None] = {}
    _note(owner, parameter, read, set(), 0)
    return [key for key in read if key not in _METHODS]


def keys(owner: type, parameter: str) -> Iterator[str]:
    """What a parameter is subscripted with."""
    for node in ast.walk(_definition(owner)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            key = node.slice.value
            if isinstance(key, str) and _is_parameter(node.value, parameter):
                yield key


def _note(owner: type, parameter: str, read: dict[str, None], seen: set[type], depth: int) -> None:
    if owner in seen:
        return
    seen.add(owner)
    read.update(dict.fromkeys(keys(owner, parameter)))
    scope = vars(sys.modules.get(owner.__module__, types.ModuleType("")))
    for node in ast.walk(_definition(owner)):
        if isinstance(node, ast.Attribute) and _is_parameter(node.value, parameter):
            read[node.attr] = None
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and depth < _DEPTH:
            made = scope.get(node.func.id)
            handed = [index for index, arg in enumerate(node.args) if _is_parameter(arg, parameter)]
            if handed and isinstance(made, type):
                taken = list(inspect.signature(made.__init__).parameters)[1:]  # type: ignore[misc]
                for index in handed:
                    if index < len(taken):
                        _note(made, taken[index], read, seen, depth + 1)


def _is_parameter(node: ast.expr, parameter: str) -> bool:
    """`config`, or `self.config`."""
    if isinstance(node, ast.Attribute):
        return node.attr == parameter and isinstance(node.value, ast.Name) and node.value.id == "self"
    return isinstance(node, ast.Name) and node.id == parameter


def _definition(owner: type) -> ast.AST:
    """The class's syntax tree; an empty one where there is no source."""
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    return _block(file, owner.__qualname__) if file else ast.Pass()


@lru_cache(maxsize=256)
def _block(file: str, name: str) -> ast.AST:
    """A class at the top of a file, parsed alone: `inspect.getsource` parses the whole file for each."""
    start = _starts(file).get(name)
    if start is None:
        return ast.Pass()
    lines = linecache.getlines(file)
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t#)"):
        end += 1
    try:
        return ast.parse("".join(lines[start:end]))
    except SyntaxError:
        return ast.Pass()


@lru_cache(maxsize=16)
def _starts(file: str) -> dict[str, int]:
    """The lines that the classes at the top of a file begin in."""
    matches = ((number, _CLASS.match(line)) for number, line in enumerate(linecache.getlines(file)))
    return {match[1]: number for number, match in matches if match}
