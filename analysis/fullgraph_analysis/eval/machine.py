"""The evaluator with all its parts: importing this registers every handler and every model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fullgraph_analysis.eval.expressions.comprehensions
import fullgraph_analysis.eval.expressions.literals
import fullgraph_analysis.eval.expressions.names
import fullgraph_analysis.eval.expressions.operators
import fullgraph_analysis.eval.expressions.others
import fullgraph_analysis.eval.expressions.subscripts
import fullgraph_analysis.eval.statements.branches
import fullgraph_analysis.eval.statements.definitions
import fullgraph_analysis.eval.statements.simple
import fullgraph_analysis.models.autograd
import fullgraph_analysis.models.builtin_functions
import fullgraph_analysis.models.containers
import fullgraph_analysis.models.numpy_functions
import fullgraph_analysis.models.stdlib
import fullgraph_analysis.models.tensor_methods  # noqa: F401 - imported for what they register
from fullgraph_analysis.eval import attributes, calls, decorators, instances
from fullgraph_analysis.eval.evaluator import Evaluator
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.registry import METHODS
from fullgraph_analysis.eval.values import UNKNOWN, Instance
from fullgraph_analysis.models import nn_modules, outside

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args
    from fullgraph_analysis.eval.values import ClassValue, Tuple, Value


class Machine(Evaluator):
    """Binds the operations on objects to their implementations."""

    def call(self, f: Frame, node: cst.CSTNode, callee: Value, args: Args) -> Value:
        return calls.call(self, f, node, callee, args)

    def getattr(self, f: Frame, node: cst.CSTNode, owner: Value, name: str) -> Value:
        return attributes.get_attribute(self, f, node, owner, name)

    def call_special(
        self, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args | None = None
    ) -> Value | None:
        return instances.call_special(self, f, node, owner, name, args)

    def plain_method(self, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value:
        model = METHODS.get(type(owner))
        result = model(self, f, node, owner, name, args) if model is not None else None
        return UNKNOWN if result is None else result

    def decorate(self, f: Frame, node: cst.CSTNode, decorator: Value, value: Value) -> Value:
        return decorators.decorate(self, f, node, decorator, value)

    def outside(self, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
        return outside.call_outside(self, f, node, name, args)

    def make_layer(self, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
        return nn_modules.make_layer(self, f, node, name, args)

    def items(self, f: Frame, node: cst.CSTNode, value: Value) -> Tuple:
        return items_of(self, f, node, value)

    def is_instance(self, f: Frame, node: cst.CSTNode, value: Value, classes: Value) -> bool | None:
        return instances.is_instance(self, f, node, value, classes)

    def is_instance_of(self, value: Instance, name: str) -> bool | None:
        return instances.is_instance_of_name(value, name)

    def assume_instance(self, f: Frame, node: cst.CSTNode, cls: ClassValue) -> Value:
        return decorators.assume(self, f, node, cls)
