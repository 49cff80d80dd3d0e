"""Functions as their source gives them: parameters, what they declare, whether they are generators."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import libcst as cst

from fullgraph_analysis.documents.syntax import walk

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
    tensors: frozenset[str] | None = None
    """The names that are used as only tensors are, once somebody has asked (`usage.py`)."""
    assumed: frozenset[str] | None = None
    """The parameters among them that are taken for tensors where nothing is known of the argument."""

    @property
    def name(self) -> str:
        return self.qualname.rpartition(".")[2]

    def variables(self) -> list[str]:
        """The names of the local variables, parameters first, as `co_varnames` lists them."""
        ordered = sorted(
            self.params, key=lambda param: ("positional either keyword star double".split()).index(param.kind)
        )
        names = [param.name for param in ordered]
        return names + [name for name in _targets(self.node.body) if name not in names]

    def names_read(self) -> frozenset[str]:
        """The names that the body reads and that are no parameters."""
        return frozenset(_names(self.node.body)) - {param.name for param in self.params}


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
        code.is_async = node.asynchronous is not None
        if _DECLARING.search(chunk.text):
            _declare(code, node.body)
    return code


_DECLARING = re.compile(r"\b(?:yield|global|nonlocal)\b")
_INNER = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


def _declare(code: FunctionCode, body: cst.BaseSuite) -> None:
    """Find `yield`, `global` and `nonlocal`, not looking into inner functions."""
    for node in walk(body, *_INNER):
        if isinstance(node, cst.Yield):
            code.generator = True
        elif isinstance(node, cst.Global):
            code.globals |= {item.name.value for item in node.names}
        elif isinstance(node, cst.Nonlocal):
            code.nonlocals |= {item.name.value for item in node.names}


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


def _targets(body: cst.CSTNode) -> list[str]:
    """The names that are assigned to, in order, not looking into inner functions."""
    names: dict[str, None] = {}
    for node in walk(body, cst.FunctionDef, cst.Lambda):
        if isinstance(node, cst.FunctionDef):
            names[node.name.value] = None
        elif isinstance(node, cst.AssignTarget | cst.For):
            names.update(dict.fromkeys(_bound_by(node.target)))
    return list(names)


def _bound_by(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _bound_by(element.value)


def _names(body: cst.CSTNode) -> Iterator[str]:
    """The names that stand somewhere in it; the names of attributes are none."""
    if isinstance(body, cst.Name):
        yield body.value
    elif isinstance(body, cst.Attribute):
        yield from _names(body.value)
    else:
        for node in walk(body, cst.Attribute):
            if isinstance(node, cst.Name | cst.Attribute):
                yield from _names(node)
