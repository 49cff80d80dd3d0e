"""Which names decide whether a line is reached: the tests around it, and around the calls of its function.

Read from the module's syntax tree alone. What an attribute is compared with (`self.mode == "sum"`, `"c2p" in
self.kinds`) says which values decide.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEPTH = 4
"""How many callers are followed."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Conditions:
    """Names of attributes and parameters, and the constants that they are compared with."""

    names: dict[str, None] = field(default_factory=dict)
    constants: dict[str, list[object]] = field(default_factory=dict)
    members: dict[str, list[object]] = field(default_factory=dict)
    """Constants that are looked for *in* the name."""


def conditions(tree: ast.Module, row: int) -> Conditions:
    """What decides whether the row is reached."""
    found = Conditions()
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    places = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= row <= _last(node)]
    if places:
        _above(max(places, key=lambda node: (node.lineno, -_last(node))), tree, parents, found, set(), 0)
    _behind(tree, found)
    _compared(tree, found)
    return found


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _above(
    node: ast.AST, tree: ast.Module, parents: dict[ast.AST, ast.AST], found: Conditions, seen: set[str], depth: int
) -> None:
    """The tests on the way up from a node to its function, then from the calls of the function."""
    here: ast.AST | None = node
    while here is not None and not isinstance(here, _FUNCTIONS):
        if isinstance(here, ast.If | ast.While | ast.IfExp):
            found.names.update(dict.fromkeys(_names(here.test)))
        here = parents.get(here)
    if here is None or here.name in seen or depth >= _DEPTH:
        return
    seen.add(here.name)
    for statement in here.body:
        if isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return | ast.Raise):
            found.names.update(dict.fromkeys(_names(statement.test)))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) == here.name:
            _above(call, tree, parents, found, seen, depth + 1)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _names(test: ast.expr) -> Iterator[str]:
    for node in ast.walk(test):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name) and node.id != "self":
            yield node.id


def _behind(tree: ast.Module, found: Conditions) -> None:
    """`self.a = config.b` and `getattr(config, "b", False)`: what decides about `a` is `b`."""
    known = set(found.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            if name in known and not isinstance(node.value, ast.Call):
                found.names.update(dict.fromkeys(_names(node.value)))
            if name in known:
                found.names.update(dict.fromkeys(_strings(node.value)))


def _strings(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _compared(tree: ast.AST, found: Conditions) -> None:
    for name, constant, inside in comparisons(tree):
        known = (found.members if inside else found.constants).setdefault(name, [])
        if constant not in known:
            known.append(constant)


def comparisons(tree: ast.AST) -> Iterator[tuple[str, object, bool]]:
    """Every name that is compared with a constant: the name, the constant, and whether it is looked for in it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            continue
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(operator, ast.In | ast.NotIn) and isinstance(left, ast.Constant):
            yield from ((name, left.value, True) for name in list(_names(right))[:1])
        elif isinstance(operator, ast.In) and isinstance(right, ast.Tuple | ast.List | ast.Set):
            values = [item.value for item in right.elts if isinstance(item, ast.Constant)]
            yield from ((name, value, False) for name in list(_names(left))[:1] for value in values)
        elif isinstance(operator, ast.Eq | ast.NotEq):
            for side, other in ((left, right), (right, left)):
                if isinstance(other, ast.Constant):
                    yield from ((name, other.value, False) for name in list(_names(side))[:1])
