"""Calls with literal tensor factories: `model(torch.randn(2, 8))` in the file, its `__main__` block or its tests.

An argument counts if it is closed: made of literals, tensor factories, constants of the module, and names that were
assigned such an expression before, in the same block. It is evaluated in the module's namespace.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs.request import Made, Partial, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

_FACTORIES = frozenset({
    "Size", "arange", "as_tensor", "complex", "device", "empty", "eye", "from_numpy", "full", "full_like",
    "linspace", "logspace", "ones", "ones_like", "rand", "rand_like", "randint", "randn", "randn_like",
    "randperm", "tensor", "tril", "triu", "zeros", "zeros_like",
})  # fmt: skip
_CONVERSIONS = frozenset({
    "abs", "bfloat16", "bool", "clone", "contiguous", "cpu", "detach", "double", "expand", "float", "half",
    "int", "long", "permute", "repeat", "requires_grad_", "reshape", "softmax", "squeeze", "t", "to",
    "transpose", "type", "unsqueeze", "view",
})  # fmt: skip
_MODULE_METHODS = frozenset({"bfloat16", "cpu", "double", "eval", "float", "half", "requires_grad_", "to", "train"})
_RUNNERS = ("test", "main", "demo", "example")
"""Functions with such names are looked into for calls."""
_TRANSPARENT = (
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.UnaryOp,
    ast.BinOp,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
)
"""Expressions that are closed if their parts are."""
_DEPTH = 8
"""How many names and calls are followed before giving up."""


def look(request: Request) -> Iterator[Partial]:
    """The first calls of the target, and of its constructor, whose arguments are closed."""
    finder = _Finder(request)
    for body in _blocks(request.tree):
        yield from finder.block(body)


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    yield tree.body
    for statement in tree.body:
        runs = isinstance(statement, ast.FunctionDef) and statement.name.startswith(_RUNNERS)
        if isinstance(statement, ast.If | ast.FunctionDef) and (runs or isinstance(statement, ast.If)):
            yield [*tree.body, *statement.body]


class _Finder:
    """Looks for calls of one target."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.target = request.target
        self.name = self.target.qualname.split(".")[0]

    def block(self, body: list[ast.stmt]) -> Iterator[Partial]:
        names: dict[str, ast.expr] = {}
        for statement in body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
                continue
            for node in ast.walk(statement):
                if isinstance(node, ast.Call):
                    yield from self.call(node, names)
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                if isinstance(target, ast.Name):
                    names[target.id] = statement.value
                elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                    for item, value in zip(target.elts, statement.value.elts, strict=False):
                        if isinstance(item, ast.Name):
                            names[item.id] = value

    def call(self, node: ast.Call, names: dict[str, ast.expr]) -> Iterator[Partial]:
        """What one call gives: the arguments of the target, or of its class."""
        origin = f"a call in the file, line {node.lineno}"
        if self.target.owner is None:
            if self.is_target(node.func, names) and self.closed_call(node, names):
                yield Partial(origin, call=lambda: self.evaluate(node, names))
            return
        if self.is_name(node.func, self.name) and self.closed_call(node, names):
            yield Partial(origin, init=lambda: self.evaluate(node, names))
        made = self.constructor(self.receiver(node.func), names)
        if made is not None and self.closed_call(node, names):
            init = (lambda: self.evaluate(made, names)) if self.closed_call(made, names) else None
            yield Partial(origin, call=lambda: self.evaluate(node, names), init=init)

    def is_target(self, function: ast.expr, names: dict[str, ast.expr]) -> bool:
        if isinstance(function, ast.Name) and function.id in names:
            value = names[function.id]
            return isinstance(value, ast.Call) and _is_compile(value) and self.is_target(value.args[0], {})
        if isinstance(function, ast.Call):
            return _is_compile(function) and self.is_target(function.args[0], names)
        return ast.unparse(function) == self.target.qualname

    def receiver(self, function: ast.expr) -> ast.expr:
        """The instance in `instance(...)` or `instance.method(...)`."""
        wanted = self.target.method or "forward"
        if isinstance(function, ast.Attribute) and function.attr == wanted:
            return function.value
        return function if self.target.method is None else ast.Constant(None)

    def constructor(self, instance: ast.expr, names: dict[str, ast.expr], depth: int = 0) -> ast.Call | None:
        """The call of the class that made `instance`, through `.eval()`, `torch.compile(...)` and names."""
        inner: ast.expr | None = None
        if isinstance(instance, ast.Name):
            inner = names.get(instance.id)
        elif isinstance(instance, ast.Call):
            if self.is_name(instance.func, self.name):
                return instance
            if _is_compile(instance):
                inner = instance.args[0]
            elif isinstance(instance.func, ast.Attribute) and instance.func.attr in _MODULE_METHODS:
                inner = instance.func.value
        return None if inner is None or depth > _DEPTH else self.constructor(inner, names, depth + 1)

    def is_name(self, node: ast.expr, name: str) -> bool:
        return isinstance(node, ast.Name) and node.id == name

    def closed_call(self, node: ast.Call, names: dict[str, ast.expr]) -> bool:
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        return all(keyword.arg for keyword in node.keywords) and all(self.closed(arg, names) for arg in arguments)

    def closed(self, node: ast.expr, names: dict[str, ast.expr], depth: int = 0) -> bool:
        """Whether the expression can be evaluated from the module's namespace alone, without side effects."""
        if isinstance(node, ast.Name):
            rest = dict(names)
            value = rest.pop(node.id, None)
            if value is None:
                return hasattr(self.request.module, node.id)
            return depth < _DEPTH and self.closed(value, rest, depth + 1)
        if isinstance(node, ast.Call):
            receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
            known = receiver is None or self.closed(receiver, names, depth)
            return known and self.factory(node) and self.closed_call(node, names)
        if not isinstance(node, _TRANSPARENT):
            return False
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return all(self.closed(part, names, depth) for part in parts)

    def factory(self, node: ast.Call) -> bool:
        """A tensor factory, a conversion of its result, or a class of the module (a config)."""
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name) and node.func.value.id in {"torch", "np", "numpy"}:
                return node.func.attr in _FACTORIES
            return node.func.attr in _CONVERSIONS
        return isinstance(node.func, ast.Name) and isinstance(getattr(self.request.module, node.func.id, None), type)

    def evaluate(self, node: ast.Call, names: dict[str, ast.expr]) -> Made:
        torch.manual_seed(0)
        args = tuple(self.value(arg, names) for arg in node.args)
        return args, {str(keyword.arg): self.value(keyword.value, names) for keyword in node.keywords}

    def value(self, node: ast.expr, names: dict[str, ast.expr]) -> Any:
        inlined = _Inline(names).visit(ast.parse(ast.unparse(node), mode="eval"))
        code = compile(ast.fix_missing_locations(inlined), str(self.request.path), "eval")
        return eval(code, dict(vars(self.request.module)))  # noqa: S307 - the user's own expression, already imported


class _Inline(ast.NodeTransformer):
    """Puts the expressions in the place of the names they were assigned to."""

    def __init__(self, names: dict[str, ast.expr]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.names.get(node.id)
        if value is None:
            return node
        rest = {name: expr for name, expr in self.names.items() if name != node.id}
        inlined: ast.expr = _Inline(rest).visit(ast.parse(ast.unparse(value), mode="eval").body)
        return inlined


def _is_compile(node: ast.Call) -> bool:
    return ast.unparse(node.func) in {"torch.compile", "compile"} and len(node.args) == 1
