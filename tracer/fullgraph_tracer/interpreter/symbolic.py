"""The symbolic domain: opcodes over `VariableTracker`s. Each operation is the protocol's.

`f` is the `SymbolicFrame` that executes; it is also the `tx` that the protocol and the variables see.
"""

from __future__ import annotations

import builtins
import importlib.util
import sys
import types
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.errors import UserRaised
from fullgraph_tracer.interpreter.machine import CO_GENERATOR
from fullgraph_tracer.interpreter.raising import set_context
from fullgraph_tracer.sources import ConstantSource
from fullgraph_tracer.variables.dicts import ConstDictVariable, SetVariable
from fullgraph_tracer.variables.functions.generators import LocalGeneratorObjectVariable
from fullgraph_tracer.variables.functions.user import NestedUserFunctionVariable
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.lists import ListVariable, SliceVariable, TupleVariable
from fullgraph_tracer.variables.misc.cells import CellVariable
from fullgraph_tracer.variables.misc.exceptions import ExceptionText
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_vocab.breaks import calls, control_flow

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from fullgraph_tracer.interpreter.frame import SymbolicFrame
    from fullgraph_tracer.variables.base import VariableTracker

_CONVERSIONS: dict[str, Callable[..., Any]] = {"str": protocol.to_str, "repr": protocol.to_repr}


class SymbolicDomain:
    """See the module's docstring. Stateless: all state is the frame's."""

    # ---- constants and names

    def constant(self, f: SymbolicFrame, value: object) -> VariableTracker:
        return f.constant(value)

    def constant_value(self, f: SymbolicFrame, value: VariableTracker) -> Any:  # noqa: ARG002 - the domain's signature
        if value.is_constant:
            return value.as_constant()
        return tuple(item.as_constant() for item in value.parts())

    def load_from_namespace(
        self, f: SymbolicFrame, namespace: Any, name: str, default: Callable[[], Any]
    ) -> VariableTracker:
        if protocol.truth(f, protocol.contains(f, f.constant(name), namespace)):
            return protocol.get_item(f, namespace, f.constant(name))
        return default()  # type: ignore[no-any-return]

    def setup_annotations(self, f: SymbolicFrame) -> None:
        f.break_(control_flow.INSTRUCTION, name="SETUP_ANNOTATIONS")

    def load_global(self, f: SymbolicFrame, name: str) -> VariableTracker:
        stored = f.effects.load_global(f.globals, name)
        if stored is not None and not is_deleted(stored):
            return stored
        if stored is None and name in f.globals:
            return f.global_variable(name)
        if name in f.builtins:
            return f.builtin_variable(name)
        f.break_(control_flow.UNBOUND_NAME, gb="GB0354", name=name)

    def store_global(self, f: SymbolicFrame, name: str, value: VariableTracker) -> None:
        f.effects.store_global(f.globals, name, value, f.span)

    def delete_global(self, f: SymbolicFrame, name: str) -> None:  # noqa: ARG002 - torch has no handler
        f.break_(control_flow.INSTRUCTION, gb="GB0082", name="DELETE_GLOBAL")

    def load_name(self, f: SymbolicFrame, name: str) -> VariableTracker:
        if name in f.locals:
            return f.locals[name]  # type: ignore[no-any-return]
        return self.load_global(f, name)

    def store_name(self, f: SymbolicFrame, name: str, value: VariableTracker) -> None:
        f.locals[name] = value

    def delete_name(self, f: SymbolicFrame, name: str) -> None:
        if name not in f.locals:
            f.raise_(NameError, f"name '{name}' is not defined")
        del f.locals[name]

    def load_build_class(self, f: SymbolicFrame) -> VariableTracker:
        return f.wrap(builtins.__build_class__)

    def load_assertion_error(self, f: SymbolicFrame) -> VariableTracker:
        return f.wrap(AssertionError)

    def unbound_local(self, f: SymbolicFrame, name: str, *, free: bool) -> Exception:
        f.break_(control_flow.UNBOUND_NAME, gb="GB0091" if free else "GB0011", name=name)

    # ---- cells

    def make_cell(self, f: SymbolicFrame, name: str, value: VariableTracker | None) -> CellVariable:  # noqa: ARG002
        return CellVariable(value, name=name)

    def cell_get(self, f: SymbolicFrame, cell: CellVariable, name: str) -> VariableTracker:
        if cell.contents is None:
            raise self.unbound_local(f, name, free=name in f.code.co_freevars)
        return cell.contents

    def cell_set(self, f: SymbolicFrame, cell: CellVariable, value: VariableTracker) -> None:
        cell.store(f, value)

    def cell_delete(self, f: SymbolicFrame, cell: CellVariable, name: str) -> None:
        if cell.contents is None:
            raise self.unbound_local(f, name, free=name in f.code.co_freevars)
        cell.store(f, None)

    # ---- operators

    def unary(self, f: SymbolicFrame, op: str, value: VariableTracker) -> VariableTracker:
        if op == "not":
            return protocol.logical_not(f, value)
        return protocol.unary(f, op, value)

    def binary(self, f: SymbolicFrame, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker:
        return protocol.binary(f, op, left, right)

    def compare(self, f: SymbolicFrame, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker:
        return protocol.compare(f, op, left, right)

    def contains(
        self, f: SymbolicFrame, item: VariableTracker, container: VariableTracker, *, invert: bool
    ) -> VariableTracker:
        result = protocol.contains(f, item, container)
        return protocol.logical_not(f, result) if invert else result

    def is_(self, f: SymbolicFrame, left: VariableTracker, right: VariableTracker, *, invert: bool) -> VariableTracker:
        return f.constant(protocol.is_operator(f, left, right) is not invert)

    def truth(self, f: SymbolicFrame, value: VariableTracker) -> bool:
        return protocol.truth(f, value)

    def is_none(self, f: SymbolicFrame, value: VariableTracker) -> bool:  # noqa: ARG002 - the domain's signature
        value = value.realize()
        return value.is_constant and value.as_constant() is None

    # ---- attributes and items

    def getattr(self, f: SymbolicFrame, obj: VariableTracker, name: str) -> VariableTracker:
        return protocol.get_attribute(f, obj, name)

    def setattr(self, f: SymbolicFrame, obj: VariableTracker, name: str, value: VariableTracker) -> None:
        protocol.set_attribute(f, obj, name, value.realize())

    def delattr(self, f: SymbolicFrame, obj: VariableTracker, name: str) -> None:
        protocol.delete_attribute(f, obj, name)

    def load_super_attr(
        self,
        f: SymbolicFrame,
        super_: VariableTracker,
        cls: VariableTracker,
        obj: VariableTracker,
        name: str,
        *,
        two_args: bool,  # noqa: ARG002 - zero-argument super() carries both as well
    ) -> VariableTracker:
        return protocol.get_attribute(f, protocol.call(f, super_, [cls, obj]), name)

    def getitem(self, f: SymbolicFrame, obj: VariableTracker, key: VariableTracker) -> VariableTracker:
        return protocol.get_item(f, obj, key)

    def setitem(self, f: SymbolicFrame, obj: VariableTracker, key: VariableTracker, value: VariableTracker) -> None:
        protocol.set_item(f, obj, key, value)

    def delitem(self, f: SymbolicFrame, obj: VariableTracker, key: VariableTracker) -> None:
        protocol.delete_item(f, obj, key)

    # ---- calls

    def call(
        self, f: SymbolicFrame, func: VariableTracker, args: list[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if f.generics and func is f.generics[-1]:
            f.leave_generic()
        f.note_call(func)
        return protocol.call(f, func, args, kwargs)

    def call_ex(
        self, f: SymbolicFrame, func: VariableTracker, args: VariableTracker, kwargs: VariableTracker | None
    ) -> VariableTracker:
        named = {} if kwargs is None else protocol.keyword_items(f, kwargs)
        positional = protocol.to_list(f, args)
        f.note_call(func)
        return protocol.call(f, func, positional, named)

    def make_function(
        self,
        f: SymbolicFrame,
        code: CodeType,
        qualname: str,
        *,
        defaults: VariableTracker | None,
        kwdefaults: VariableTracker | None,
        annotations: VariableTracker | None,
        closure: tuple[CellVariable, ...] | None,
    ) -> VariableTracker:
        return NestedUserFunctionVariable(code, f.globals, qualname, defaults, kwdefaults, annotations, closure or ())

    def set_function_attribute(
        self, f: SymbolicFrame, function: NestedUserFunctionVariable, attribute: str, value: Any
    ) -> None:
        """SET_FUNCTION_ATTRIBUTE of 3.13: `attribute` is one of defaults, kwdefaults, annotations, closure."""
        f.journal.set(function, attribute, value)

    def call_intrinsic(self, f: SymbolicFrame, name: str, *args: Any) -> Any:
        if name == "INTRINSIC_STOPITERATION_ERROR":  # from 3.12 on, around the body of every generator
            value = args[0]
            if not issubclass(value.python_type(), StopIteration):
                return value
            error = f.user_exception(RuntimeError, "generator raised StopIteration").value
            protocol.set_attribute(f, error, "__cause__", value)
            return error
        f.break_(control_flow.INSTRUCTION, name=name)

    # ---- building and taking apart

    def build(self, f: SymbolicFrame, kind: str, items: list[Any]) -> Any:
        if kind == "tuple":
            return TupleVariable(items)
        if kind == "list":
            return ListVariable(items)
        if kind == "set":
            return SetVariable.of(f, items)
        if kind == "slice":
            return SliceVariable([_slice_bound(f, item) for item in items])
        return protocol.join_strings(f, items)

    def build_map(self, f: SymbolicFrame, keys: list[Any], values: list[Any]) -> VariableTracker:
        return ConstDictVariable.of(f, list(zip(keys, values, strict=True)))

    def list_append(self, f: SymbolicFrame, target: VariableTracker, item: VariableTracker) -> None:
        target.call_method(f, "append", [item], {})

    def list_extend(self, f: SymbolicFrame, target: VariableTracker, items: VariableTracker) -> None:
        target.call_method(f, "extend", [items.realize()], {})

    def list_to_tuple(self, f: SymbolicFrame, value: VariableTracker) -> VariableTracker:
        return TupleVariable(protocol.to_list(f, value))

    def set_add(self, f: SymbolicFrame, target: VariableTracker, item: VariableTracker) -> None:
        target.call_method(f, "add", [item.realize()], {})

    def set_update(self, f: SymbolicFrame, target: VariableTracker, items: VariableTracker) -> None:
        target.call_method(f, "update", [items.realize()], {})

    def map_add(self, f: SymbolicFrame, target: VariableTracker, key: VariableTracker, value: VariableTracker) -> None:
        protocol.set_item(f, target, key, value)

    def dict_update(self, f: SymbolicFrame, target: VariableTracker, other: VariableTracker) -> None:
        target.call_method(f, "update", [other.realize()], {})

    def dict_merge(
        self, f: SymbolicFrame, target: VariableTracker, other: VariableTracker, func: VariableTracker
    ) -> None:
        other = other.realize()
        if not hasattr(other.python_type(), "keys"):
            name = func.describe() or func.type_name()
            f.raise_(TypeError, f"{name}() argument after ** must be a mapping, not {other.type_name()}")
        held = target.string_items(f)
        for key in protocol.iterate(f, protocol.call_method(f, other, "keys")):
            name = key.realize().as_constant()
            if name in held:
                f.raise_(TypeError, f"{func.describe()}() got multiple values for keyword argument '{name}'")
            protocol.set_item(f, target, key, protocol.get_item(f, other, key))

    def unpack_sequence(self, f: SymbolicFrame, value: VariableTracker, count: int) -> list[VariableTracker]:
        return protocol.unpack(f, value, count)

    def unpack_ex(self, f: SymbolicFrame, value: VariableTracker, before: int, after: int) -> list[VariableTracker]:
        items = protocol.to_list(f, value)
        if len(items) < before + after:
            expected = before + after
            f.raise_(ValueError, f"not enough values to unpack (expected at least {expected}, got {len(items)})")
        end = len(items) - after
        return [*items[:before], ListVariable(items[before:end]), *items[end:]]

    def convert(self, f: SymbolicFrame, value: VariableTracker, conversion: str) -> VariableTracker:
        value = value.realize()
        if sys.version_info < (3, 13):  # one opcode converts and formats, and Dynamo formats a symbol as a number
            value = value.settled(f)
        if conversion in _CONVERSIONS:
            return _CONVERSIONS[conversion](f, value)  # type: ignore[no-any-return]
        return protocol.call(f, f.wrap(ascii), [value])

    def format(self, f: SymbolicFrame, value: VariableTracker, spec: VariableTracker | None) -> VariableTracker:
        return protocol.format_value(f, value, f.constant("") if spec is None else spec)

    # ---- iteration and generators

    def iter(self, f: SymbolicFrame, value: VariableTracker) -> VariableTracker:
        return protocol.get_iter(f, value)

    def next(self, f: SymbolicFrame, iterator: VariableTracker) -> VariableTracker:
        return iterator.realize().next(f)

    def is_stop_iteration(self, f: SymbolicFrame, exc: BaseException) -> bool:  # noqa: ARG002
        return isinstance(exc, UserRaised) and issubclass(exc.value.python_type(), StopIteration)

    def stop_iteration_value(self, f: SymbolicFrame, exc: BaseException) -> VariableTracker:
        assert isinstance(exc, UserRaised)
        return exc.value.returned_value(f)  # type: ignore[no-any-return]

    def yield_from_iter(self, f: SymbolicFrame, value: VariableTracker) -> VariableTracker:
        value = value.realize()
        return value if value.python_type() is types.GeneratorType else protocol.get_iter(f, value)

    def send(self, f: SymbolicFrame, receiver: VariableTracker, value: VariableTracker) -> VariableTracker:
        receiver = receiver.realize()
        if value.is_constant and value.as_constant() is None:
            return receiver.next(f)
        return protocol.call_method(f, receiver, "send", [value])

    def awaitable(self, f: SymbolicFrame, value: VariableTracker, where: str) -> VariableTracker:  # noqa: ARG002
        f.break_(control_flow.INSTRUCTION, name=where)

    def is_stop_async_iteration(self, f: SymbolicFrame, exc: BaseException) -> bool:  # noqa: ARG002
        return isinstance(exc, UserRaised) and issubclass(exc.value.python_type(), StopAsyncIteration)

    def make_generator(self, f: SymbolicFrame) -> VariableTracker:
        if not f.code.co_flags & CO_GENERATOR:
            f.break_(
                control_flow.GENERATOR, gb="GB0082", detail="coroutines and asynchronous generators are not traced"
            )
        return LocalGeneratorObjectVariable(f)

    def delegate_throw(self, f: SymbolicFrame, receiver: VariableTracker, exc: BaseException) -> VariableTracker:
        if not isinstance(exc, UserRaised):
            raise exc
        if issubclass(exc.value.python_type(), GeneratorExit):
            if protocol.has_attribute(f, receiver, "close"):
                protocol.call_method(f, receiver, "close")
            raise exc
        if not protocol.has_attribute(f, receiver, "throw"):
            raise exc
        return protocol.call_method(f, receiver, "throw", [exc.value])

    # ---- exceptions

    def raised_value(self, f: SymbolicFrame, exc: BaseException) -> VariableTracker | None:
        if not isinstance(exc, UserRaised):
            return None
        if isinstance(exc.value, ExceptionText) and not f.reraising:
            exc.value.passes(f)
        if not exc.has_context:
            set_context(f, exc.value, f.handled)
            exc.has_context = True
        return exc.value  # type: ignore[no-any-return]

    def thrown_into(self, f: SymbolicFrame, exc: BaseException) -> None:
        if isinstance(exc, UserRaised):
            set_context(f, exc.value, f.exc_stack[-1] if f.exc_stack else None)
            exc.has_context = True

    def exception_from(self, f: SymbolicFrame, value: VariableTracker) -> BaseException:  # noqa: ARG002
        return UserRaised(value, has_context=True)

    def raise_(self, f: SymbolicFrame, exc: VariableTracker | None, cause: VariableTracker | None) -> BaseException:
        return f.raising(exc, cause)

    def exception_matches(self, f: SymbolicFrame, exc: VariableTracker, classes: VariableTracker) -> bool:
        return protocol.exception_matches(f, exc, classes)

    def exception_group_match(self, f: SymbolicFrame, exc: Any, classes: Any) -> tuple[Any, Any]:  # noqa: ARG002
        f.break_(control_flow.INSTRUCTION, name="except*")

    def prep_reraise_star(self, f: SymbolicFrame, original: Any, results: Any) -> Any:  # noqa: ARG002
        f.break_(control_flow.INSTRUCTION, name="except*")

    # ---- with blocks

    def enter_with(self, f: SymbolicFrame, manager: VariableTracker) -> tuple[VariableTracker, VariableTracker]:
        manager = manager.realize()
        f.open_block(manager)
        leave, entered = manager.enter_context(f)
        if not manager.survives_break:
            f.enter_generic(leave)
        return leave, entered

    def exit_with(self, f: SymbolicFrame, exit_: VariableTracker, exc: VariableTracker | None) -> VariableTracker:
        if f.generics and exit_ is f.generics[-1]:
            f.leave_generic()
        if exc is None:
            return protocol.call(f, exit_, [f.constant(None)] * 3)
        cls = protocol.call(f, f.wrap(type), [exc])
        return protocol.call(f, exit_, [cls, exc, protocol.get_attribute(f, exc, "__traceback__")])

    def enter_async_with(self, f: SymbolicFrame, manager: Any) -> tuple[Any, Any]:  # noqa: ARG002
        f.break_(control_flow.INSTRUCTION, name="BEFORE_ASYNC_WITH")

    # ---- imports

    def import_name(self, f: SymbolicFrame, name: str, fromlist: VariableTracker, level: VariableTracker) -> Any:
        depth = level.as_constant()
        names = None if fromlist.is_constant else tuple(item.as_constant() for item in fromlist.parts())
        package = f.globals.get("__package__") or f.globals.get("__name__", "").rpartition(".")[0]
        try:
            full = importlib.util.resolve_name("." * depth + name, package) if depth else name
            module = importlib.import_module(full)
        except ImportError:
            f.break_(calls.IMPORT, name=name)
        except Exception as error:  # noqa: BLE001 - what an import raises belongs to the user's program
            f.raise_(type(error), *error.args)
        if not names and not depth:
            module = importlib.import_module(name.partition(".")[0])
        return f.wrap(module, ConstantSource(module.__name__, module, id(module)))

    def import_from(self, f: SymbolicFrame, module: VariableTracker, name: str) -> VariableTracker:
        return protocol.get_attribute(f, module, name)

    def import_star(self, f: SymbolicFrame, module: VariableTracker) -> None:  # noqa: ARG002 - only at module level
        f.break_(control_flow.INSTRUCTION, name="import *")

    # ---- match statements

    def match_mapping(self, f: SymbolicFrame, subject: VariableTracker) -> bool:  # noqa: ARG002
        return bool(subject.realize().python_type().__flags__ & 1 << 6)

    def match_sequence(self, f: SymbolicFrame, subject: VariableTracker) -> bool:  # noqa: ARG002
        return bool(subject.realize().python_type().__flags__ & 1 << 5)

    def match_keys(self, f: SymbolicFrame, subject: VariableTracker, keys: VariableTracker) -> VariableTracker:
        found = []
        for key in keys.parts():
            if not protocol.truth(f, protocol.contains(f, key, subject)):
                return f.constant(None)
            found.append(protocol.get_item(f, subject, key))
        return TupleVariable(found)

    def match_class(
        self, f: SymbolicFrame, subject: VariableTracker, cls: VariableTracker, count: int, names: VariableTracker
    ) -> VariableTracker:
        keywords = [name.as_constant() for name in names.parts()]
        found = protocol.match_class(f, subject, cls, count, keywords)
        return f.constant(None) if found is None else TupleVariable(found)

    def length(self, f: SymbolicFrame, value: VariableTracker) -> VariableTracker:
        return protocol.length(f, value)


def _slice_bound(f: SymbolicFrame, bound: VariableTracker) -> VariableTracker:
    """BUILD_SLICE: a tensor among the bounds is asked for its item here already, where torch asks."""
    if isinstance(bound, LazyVariableTracker) and not issubclass(bound.peek_type(), torch.Tensor):
        return bound
    bound = bound.realize()
    return bound.call_method(f, "item", [], {}) if isinstance(bound, TensorBase) else bound


DOMAIN = SymbolicDomain()
