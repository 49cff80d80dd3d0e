"""What a function does with its parameters, where nothing else says what they are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.documents.syntax import walk
from fullgraph_analysis.models.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_analysis.eval.functions import FunctionCode

_OTHERS: tuple[type, ...] = (list, tuple, dict, set, str, bytes, int, float, complex)
_SHARED = frozenset({"to", "float", "type", "double", "half"})
"""Modules have these too, but it is seldom a module that is given to a function."""


@lru_cache(maxsize=1)
def _tensor_names() -> frozenset[str]:
    """The attributes that tensors have, and neither Python's own types nor modules."""
    names = {name for name in FACTS.data["methods"] if not name.startswith("_")}
    others = {name for other in _OTHERS for name in dir(other)}
    return frozenset({n for n in names - others if not FACTS.has_member("torch.nn.Module", n)} | _SHARED)


def tensors_by_use(code: FunctionCode) -> frozenset[str]:
    """The names that are used as only tensors are: `x.view(...)`, `(x[:2] > 0).float()`, `x[:, 0]`, `self.layer(x)`."""
    if code.tensors is None:
        code.tensors = frozenset(_used_as_tensors(code))
    return code.tensors


def assumed_tensors(code: FunctionCode) -> frozenset[str]:
    """The parameters among them of which nothing says that others may come too: no annotation, no test of the type."""
    if code.assumed is None:
        plain = {param.name for param in code.params if param.annotation is None}
        code.assumed = (tensors_by_use(code) & plain) - set(_tested(code)) if plain else frozenset()
    return code.assumed


def _tested(code: FunctionCode) -> Iterator[str]:
    """The names that `isinstance` is asked about."""
    for node in walk(code.node.body):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "isinstance":
            first = node.args[0].value if node.args else None
            if isinstance(first, cst.Name):
                yield first.value


def _used_as_tensors(code: FunctionCode) -> set[str]:
    found: set[str] = set()
    for node in walk(code.node.body):
        if isinstance(node, cst.Attribute):
            owner = _leftmost(node.value)
            if isinstance(owner, cst.Name) and node.attr.value in _tensor_names():
                found.add(owner.value)
        elif isinstance(node, cst.Subscript) and isinstance(node.value, cst.Name) and _along_axes(node):
            found.add(node.value.value)
        elif isinstance(node, cst.Call) and (name := _passed_first(node)) is not None:
            found.add(name)
    return found


def _leftmost(node: cst.BaseExpression) -> cst.BaseExpression:
    """What operators and slices that give a tensor were first applied to."""
    while True:
        if isinstance(node, cst.Comparison | cst.BinaryOperation):
            node = node.left
        elif isinstance(node, cst.Subscript) and (_along_axes(node) or isinstance(node.slice[0].slice, cst.Slice)):
            node = node.value
        else:
            return node


def _along_axes(node: cst.Subscript) -> bool:
    """`x[:, 0]`: an index of several parts with a slice among them, which neither sequences nor mappings take."""
    return len(node.slice) > 1 and any(isinstance(part.slice, cst.Slice) for part in node.slice)


def _passed_first(node: cst.Call) -> str | None:
    """The name that is the first argument of something that takes tensors first: a layer, torch's functions."""
    function = node.func
    if not isinstance(function, cst.Attribute) or not node.args:
        return None
    first = node.args[0].value
    owner = function.value
    if not isinstance(first, cst.Name) or not isinstance(owner, cst.Name):
        return None
    layer = owner.value == "self" and not function.attr.value.startswith(("_", "get", "set"))
    return first.value if layer or owner.value in ("torch", "F") else None
