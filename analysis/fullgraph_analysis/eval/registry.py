"""Handlers of syntax and models of outside names register here; the evaluator finds them by type and by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args
    from fullgraph_analysis.eval.values import Value

Expression = Callable[["Evaluator", "Frame", "cst.CSTNode"], "Value"]
Statement = Callable[["Evaluator", "Frame", "cst.CSTNode"], int]
External = Callable[["Evaluator", "Frame", "cst.CSTNode", "Args"], "Value"]
Method = Callable[["Evaluator", "Frame", "cst.CSTNode", "Value", str, "Args"], "Value | None"]

EXPRESSIONS: dict[type, Expression] = {}
STATEMENTS: dict[type, Statement] = {}
EXTERNALS: dict[str, External] = {}
"""Functions and classes of outside modules, by canonical name."""
METHODS: dict[type, Method] = {}
"""Methods of builtin and outside values, by the class of the value; None says that the method is not modelled."""

_F = TypeVar("_F", bound=Callable[..., object])


def expression(*types: type) -> Callable[[_F], _F]:
    """Register the handler of expressions of some types."""

    def register(handler: _F) -> _F:
        for node_type in types:
            if node_type in EXPRESSIONS:
                raise ValueError(f"two handlers for {node_type.__name__}")
            EXPRESSIONS[node_type] = handler  # type: ignore[assignment]
        return handler

    return register


def statement(*types: type) -> Callable[[_F], _F]:
    """Register the handler of statements of some types."""

    def register(handler: _F) -> _F:
        for node_type in types:
            if node_type in STATEMENTS:
                raise ValueError(f"two handlers for {node_type.__name__}")
            STATEMENTS[node_type] = handler  # type: ignore[assignment]
        return handler

    return register


def external(*names: str) -> Callable[[_F], _F]:
    """Register the model of functions or classes that are known by name."""

    def register(handler: _F) -> _F:
        for name in names:
            if name in EXTERNALS:
                raise ValueError(f"two models for {name}")
            EXTERNALS[name] = handler  # type: ignore[assignment]
        return handler

    return register


def methods(*types: type) -> Callable[[_F], _F]:
    """Register the model of the methods of some values."""

    def register(handler: _F) -> _F:
        for value_type in types:
            METHODS[value_type] = handler  # type: ignore[assignment]
        return handler

    return register
