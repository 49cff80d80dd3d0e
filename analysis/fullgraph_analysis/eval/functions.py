"""Functions as their source gives them: parameters, what they declare, whether they are generators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.values import Value
    from fullgraph_analysis.project.modules import ModuleInfo

ParamKind = Literal["positional", "either", "star", "keyword", "double"]


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    kind: ParamKind
    default: cst.BaseExpression | None
    annotation: cst.BaseExpression | None
    node: cst.Param


@dataclass(slots=True, eq=False)
class FunctionCode:
    """The body of a `def` or a lambda, and where it stands."""

    node: cst.FunctionDef | cst.Lambda
    chunk: Chunk
    module: ModuleInfo
    qualname: str
    params: list[Param]
    generator: bool = False
    is_async: bool = False
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.qualname.rpartition(".")[2]

    def variables(self) -> list[str]:
        """The names of the local variables, parameters first, as `co_varnames` lists them."""
        found = _Targets()
        self.node.body.visit(found)
        ordered = sorted(
            self.params, key=lambda param: ("positional either keyword star double".split()).index(param.kind)
        )
        names = [param.name for param in ordered]
        return names + [name for name in found.names if name not in names]

    def names_read(self) -> frozenset[str]:
        """The names that the body reads and that are no parameters."""
        found = _Names()
        self.node.body.visit(found)
        return frozenset(found.names - {param.name for param in self.params})


@dataclass(slots=True)
class Args:
    """The arguments of a call. `open` says that there may be more than those listed."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    among: frozenset[object] | None = None
    """Where it is open: the names that there may be besides; None for any, and for more positional ones."""

    def may_have(self, name: str) -> bool:
        """Whether an argument that is not listed may be there all the same."""
        return self.open and (self.among is None or name in self.among)

    def get(self, index: int, name: str = "") -> Value | None:
        """The argument at a position or under a name."""
        if 0 <= index < len(self.positional):
            return self.positional[index]
        return self.keywords.get(name) if name else None

    def with_self(self, value: Value) -> Args:
        return Args([value, *self.positional], self.keywords, self.open, self.among)


def make_code(node: cst.FunctionDef | cst.Lambda, chunk: Chunk, module: ModuleInfo, qualname: str) -> FunctionCode:
    """Read off what does not depend on values."""
    code = FunctionCode(node, chunk, module, qualname, list(_params(node.params)))
    if isinstance(node, cst.FunctionDef):
        found = _Declarations()
        node.body.visit(found)
        code.generator = found.generator
        code.is_async = node.asynchronous is not None
        code.globals = frozenset(found.globals)
        code.nonlocals = frozenset(found.nonlocals)
    return code


def _params(params: cst.Parameters) -> Iterator[Param]:
    yield from _each(params.posonly_params, "positional")
    yield from _each(params.params, "either")
    if isinstance(params.star_arg, cst.Param):
        yield from _each((params.star_arg,), "star")
    yield from _each(params.kwonly_params, "keyword")
    if params.star_kwarg is not None:
        yield from _each((params.star_kwarg,), "double")


def _each(params: Sequence[cst.Param], kind: ParamKind) -> Iterator[Param]:
    for node in params:
        annotation = node.annotation.annotation if node.annotation is not None else None
        yield Param(node.name.value, kind, node.default, annotation, node)


class _Targets(cst.CSTVisitor):
    """Collects names that are assigned to, not looking into inner functions."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.names[node.name.value] = None
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._take(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._take(node.target)

    def _take(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.names[target.value] = None
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._take(element.value)


class _Names(cst.CSTVisitor):
    """Collects names, attributes' own names left out."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        node.value.visit(self)
        return False


class _Declarations(cst.CSTVisitor):
    """Finds `yield`, `global` and `nonlocal`, not looking into inner functions."""

    def __init__(self) -> None:
        self.generator = False
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def visit_Yield(self, node: cst.Yield) -> None:
        self.generator = True

    def visit_Global(self, node: cst.Global) -> None:
        self.globals.update(item.name.value for item in node.names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.nonlocals.update(item.name.value for item in node.names)
