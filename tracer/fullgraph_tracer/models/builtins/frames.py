"""`locals`, `globals`, `print` and `eval`: what looks at the frame, or leaves it."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_vocab.breaks import control_flow

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def local_names(tx: Tx) -> VariableTracker:
    """A snapshot of the frame's local variables, as `locals()` gives it."""
    return ConstDictVariable.of(tx, [(tx.constant(name), value) for name, value in tx.local_values().items()])


@models(locals)
def locals_(tx: Tx) -> VariableTracker:
    """`locals()`."""
    return local_names(tx)


@models(eval)
def eval_(tx: Tx, source: VariableTracker, *scopes: VariableTracker) -> Any:
    """Of an expression of literals; anything else is left to Python."""
    if scopes or not source.is_constant or not isinstance(source.as_constant(), str):
        return NotImplemented
    text = source.as_constant().strip()
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        tx.raise_(SyntaxError, error.msg)
    allowed = (ast.Expression, ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Tuple, ast.List)
    if not all(isinstance(node, (*allowed, ast.expr_context)) for node in ast.walk(tree)):
        return NotImplemented
    try:
        return tx.wrap(eval(compile(tree, "<eval>", "eval"), {"__builtins__": {}}))  # noqa: S307 - literals and operators only
    except Exception as error:  # noqa: BLE001 - whatever it raises belongs to the user's program
        tx.raise_(type(error), *error.args)


@models(builtins.__build_class__)
def build_class(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Any:  # noqa: ARG001 - torch refuses it
    """A class statement while tracing."""
    tx.break_(control_flow.CLASS_DEFINITION, gb="GB8977")
