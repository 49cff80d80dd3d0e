"""The base of all kinds: a value with a source, a Python type and slots.

A variable is mutable and has identity, like the object it tracks: the same object reached by two ways is one variable.
Its state changes only through `tx.journal`, so that a trace can roll back.

The slots are CPython's. Each answers in one of three ways, and the base class keeps them apart: a subclass models it;
the Python type has no such slot (the *user's* `TypeError`, raised symbolically); the type has it and we do not model
it (a graph break, counted). Only `fullgraph_tracer.protocol` calls slots.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import itertools
import threading
from types import FunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import MISSING, is_data_descriptor, type_lookup
from fullgraph_vocab.breaks import calls, data, exceptions, object_model, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source


Name = str
"""The slot `str` hides the type of that name in the class body."""


class NotConstantError(Exception):
    """`as_constant` was asked of a value whose Python value is not known while tracing."""


_HOLDS_ITSELF = "a container that holds itself, or is nested too deeply"
_made_now: set[int] = set()
"""The containers, by identity, whose constants are being made."""
next_serial = itertools.count().__next__


def constant_of_parts(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Decorates the `as_constant` of a container: one that holds itself has no constant."""

    @functools.wraps(make)
    def as_constant(self: VariableTracker) -> Any:
        if id(self) in _made_now:
            raise NotConstantError(_HOLDS_ITSELF)
        _made_now.add(id(self))
        try:
            return make(self)
        except RecursionError as error:
            raise NotConstantError(_HOLDS_ITSELF) from error
        finally:
            _made_now.remove(id(self))

    return as_constant


def fits(method: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Whether the arguments fit the signature of a modelled method or function."""
    try:
        inspect.signature(method).bind(*args, **kwargs)
    except TypeError:
        return False
    return True


def has_own(real: object, name: str) -> bool:
    """Whether a real object has an attribute of its own: in its dictionary, or in a slot that is filled."""
    if name in getattr(real, "__dict__", ()):
        return True
    return is_data_descriptor(type_lookup(type(real), name)[0]) and hasattr(real, name)


class VariableTracker:
    """A value of the traced program. See the module's docstring."""

    lazy_args: ClassVar[bool] = False
    """Whether calling this value leaves its arguments unrealized (only what binds them to parameters does)."""

    calls_directly: bool = False
    """Whether a call of this value is the call of one Python function, and gives what that returns."""

    is_deleted: ClassVar[bool] = False
    """Whether this is the mark of a deleted name, and no value (`DeletedVariable`)."""

    overrides_torch_function: bool = False
    """Whether the class of the value is asked, through `__torch_function__`, before torch acts on it."""

    told_apart: ClassVar[bool] = True
    """Whether two of the same type that were made while tracing are known to be two objects (`vt_identity_compare`)."""
    compares_elementwise: ClassVar[bool] = False
    """Whether `==` and its like work item by item, so that it does not matter which side is asked first (tensors)."""

    source: Source | None

    serial: int
    """Variables are numbered as they are made, so that one can tell what is older."""

    def __init__(self, *, source: Source | None = None) -> None:
        self.source = source
        self.serial = next_serial()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.describe()})"

    # ---- what it is

    @property
    def kind(self) -> str:
        """The name under which KINDS knows it."""
        return type(self).__name__

    def describe(self) -> str:
        """A few characters for a hover, such as `f32[4, 8]`; empty where there is nothing to say."""
        return ""

    @property
    def has_type(self) -> bool:
        """Whether `python_type` has an answer."""
        return True

    def python_type(self) -> type:
        """The type of the value that is tracked. Every kind knows it, or the operation that asks breaks the graph."""
        raise NotImplementedError(f"{type(self).__name__} does not say which Python type it tracks")

    def realize(self) -> VariableTracker:
        """The variable itself; an input that nobody has looked at is looked at now."""
        return self

    def looked_at(self) -> VariableTracker:
        """The variable itself, for its class and not its value: as `realize`, but a literal input stays unguarded."""
        return self.realize()

    @property
    def is_constant(self) -> bool:
        """Whether `as_constant` has an answer."""
        return False

    @property
    def has_value(self) -> bool:
        """Whether its Python value is known while tracing: a constant, or a container of such."""
        try:
            self.as_constant()
        except NotConstantError:
            return False
        return True

    def as_constant(self) -> Any:
        """The Python value, where it is known while tracing; `NotConstantError` where not."""
        raise NotConstantError(repr(self))

    def as_proxy(self, tx: Tx) -> Any:
        """What stands for this value among a graph node's arguments: a node, a constant, a container of these."""
        if self.is_constant:
            return self.as_constant()
        tx.break_(data.NOT_CONSTANT, gb="GB0055", type=self.type_name())

    def type_name(self) -> str:
        """The name of the Python type, for messages."""
        return self.python_type().__name__

    def string_items(self, tx: Tx) -> dict[str, VariableTracker]:
        """The items of a dictionary whose keys are strings: keyword arguments, keyword defaults."""
        raise NotImplementedError(f"{type(self).__name__} is no dictionary")

    # ---- how it is rebuilt outside the graph

    def parts(self) -> Iterable[VariableTracker]:
        """The variables that this one holds: what rebuilding it needs."""
        return ()

    def output_node(self) -> Node | None:
        """The graph node whose result this value is, for tensors and other results of the graph."""
        return None

    def reconstruct(self, emit: Emitter) -> Any:
        """The real object, for a value that was made while tracing. `emit(v)` gives the real object of a part."""
        raise NotImplementedError

    def can_reconstruct(self) -> bool:
        """Whether `reconstruct` is modelled for this value."""
        return type(self).reconstruct is not VariableTracker.reconstruct or self.is_constant

    def write_back(self, emit: Emitter, real: Any) -> None:
        """Bring the real container up to this variable's state. Only what `Effects.modify` was told of is asked."""
        raise NotImplementedError

    def write_attributes(self, emit: Emitter, real: Any, stored: Mapping[str, Any]) -> None:
        """Bring the real object's attributes up to what was stored (or deleted) while tracing."""
        plain = threading.local if isinstance(real, threading.local) else object
        for name, value in stored.items():
            if not is_deleted(value):
                plain.__setattr__(real, name, emit(value))
            elif has_own(real, name):  # else it was made while tracing, too
                plain.__delattr__(real, name)

    def settled(self, tx: Tx) -> VariableTracker:
        """Itself; of a symbol, the value that it has, which a guard fixes: a key, a part of a text."""
        return self

    # ---- as a context manager, and as a condition

    can_restore: ClassVar[bool] = False
    """Whether its `with` block can be left and entered again around a break."""
    survives_break: ClassVar[bool] = False
    """Whether a break inside its `with` block is allowed at all."""

    @property
    def is_data_dependent(self) -> bool:
        """Whether a branch on this value ends the graph: tensors."""
        return False

    # ---- slots

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """tp_call."""
        return self.special(tx, "__call__", args, kwargs, f"'{self.type_name()}' object is not callable")

    def call_bound(
        self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """The call of a method that this is the function of; the object is the first argument."""
        return self.call(tx, args, kwargs)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        """tp_getattro. Here: a method of the type, bound; what else there is of a type is for its own kind to say."""
        cls = self.python_type()
        if name == "__class__":
            return tx.wrap(cls)
        found = type_lookup(cls, name)[0]
        if found is MISSING:
            tx.raise_(AttributeError, f"'{cls.__name__}' object has no attribute '{name}'")
        if isinstance(found, MethodDescriptorType | WrapperDescriptorType):
            return tx.bind_method(self, name)
        tx.break_(object_model.ATTRIBUTE, name=name, type=cls.__name__)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        """tp_setattro."""
        tx.break_(side_effects.SETATTR, name=name, type=self.type_name())

    def delattr(self, tx: Tx, name: str) -> None:
        """tp_setattro with no value."""
        tx.break_(side_effects.SETATTR, name=name, type=self.type_name())

    def length(self, tx: Tx) -> VariableTracker:
        """sq_length, mp_length."""
        if self.unmodelled_slot("__len__"):
            tx.break_(object_model.LENGTH, gb="GB6012", type=self.type_name())
        found = self.special(tx, "__len__", (), {}, f"object of type '{self.type_name()}' has no len()")
        if found.is_constant and not isinstance(found.as_constant(), int):
            tx.raise_(TypeError, f"'{found.type_name()}' object cannot be interpreted as an integer")
        if found.is_constant and found.as_constant() < 0:
            tx.raise_(ValueError, "__len__() should return >= 0")
        return found

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """mp_subscript, sq_item."""
        return self.special(tx, "__getitem__", (key,), {}, f"'{self.type_name()}' object is not subscriptable")

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        """mp_ass_subscript."""
        message = f"'{self.type_name()}' object does not support item assignment"
        self.special(tx, "__setitem__", (key, value), {}, message)

    def delitem(self, tx: Tx, key: VariableTracker) -> None:
        """mp_ass_subscript with no value."""
        self.special(tx, "__delitem__", (key,), {}, f"'{self.type_name()}' object doesn't support item deletion")

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        """sq_contains; None where the type has no such slot and membership is found by iterating."""
        if not hasattr(self.python_type(), "__contains__"):
            return None
        return self.call_method(tx, "__contains__", (item,), {})

    def iter(self, tx: Tx) -> VariableTracker:
        """tp_iter."""
        if self.unmodelled_slot("__iter__"):
            tx.break_(object_model.ITERATE, type=self.type_name())
        return self.special(tx, "__iter__", (), {}, f"'{self.type_name()}' object is not iterable")

    def next(self, tx: Tx) -> VariableTracker:
        """tp_iternext: raises the user's StopIteration at the end."""
        if self.unmodelled_slot("__next__"):
            tx.break_(object_model.ITERATE, gb="GB4347", type=self.type_name())
        return self.special(tx, "__next__", (), {}, f"'{self.type_name()}' object is not an iterator")

    def truth(self, tx: Tx) -> bool:
        """nb_bool, else length, else True, as PyObject_IsTrue."""
        if self.is_constant:
            return bool(self.as_constant())
        cls = self.python_type()
        if hasattr(cls, "__bool__"):
            return bool(self.call_method(tx, "__bool__", (), {}).as_constant())
        if hasattr(cls, "__len__"):
            return self.length(tx).truth(tx)
        return True

    def logical_not(self, tx: Tx) -> VariableTracker | None:
        """`not self` as a variable, where truth is not known but its negation is (a symbol); None: ask `truth`."""
        return None

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:
        """The items for `a, b = self` where they are known at once, without iterating; None: iterate."""
        return None

    def known_items(self, tx: Tx) -> Sequence[VariableTracker] | None:
        """All that iterating over it gives, if known at once (an iterator is then at its end); None: iterate."""
        return None

    def hash_key(self, tx: Tx) -> Any:
        """A hashable that is equal for values that are equal dictionary keys (tp_hash together with ==)."""
        if self.is_constant:
            return self.as_constant()
        if self.python_type().__hash__ is None:
            tx.raise_(TypeError, f"unhashable type: '{self.type_name()}'")
        tx.break_(object_model.HASH, type=self.type_name())

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """tp_richcompare: a variable, or NotImplemented."""
        return NotImplemented

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """nb_add and its like with this value on the left: a variable, or NotImplemented. `op` is "+", "@" ..."""
        return NotImplemented

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """The same with this value on the right."""
        return NotImplemented

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """nb_inplace_add and its like: NotImplemented where the type has none (then `binary` is tried)."""
        return NotImplemented

    def unary(self, tx: Tx, op: str) -> VariableTracker:
        """nb_negative "-", nb_positive "+", nb_invert "~", nb_absolute "abs"."""
        name = {"-": "__neg__", "+": "__pos__", "~": "__invert__", "abs": "__abs__"}[op]
        what = f"abs(): '{self.type_name()}'" if op == "abs" else f"unary {op}: '{self.type_name()}'"
        return self.special(tx, name, (), {}, f"bad operand type for {what}")

    def index(self, tx: Tx) -> VariableTracker:
        """nb_index."""
        message = f"'{self.type_name()}' object cannot be interpreted as an integer"
        return self.special(tx, "__index__", (), {}, message)

    def repr(self, tx: Tx) -> VariableTracker:
        """tp_repr."""
        return self.call_method(tx, "__repr__", (), {})

    def str(self, tx: Tx) -> VariableTracker:
        """tp_str."""
        return self.call_method(tx, "__str__", (), {})

    def format(self, tx: Tx, spec: VariableTracker) -> VariableTracker:
        """`__format__`. As Dynamo: by `str.format`, which is put off until the graph has run where it needs to be."""
        return tx.call_function(builtins.str.format, [tx.constant("{:" + spec.as_constant() + "}"), self])

    def join_formatted(self, tx: Tx, pieces: Sequence[VariableTracker]) -> VariableTracker:
        """BUILD_STRING with a piece that is no constant: text that is put off puts the whole off."""
        tx.break_(object_model.TEXT, gb="GB0021", type=self.type_name())

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:
        """`self is other`, for two different variables: the same object is one variable, but constants may be two."""
        if self.is_constant and other.is_constant:
            mine, theirs = self.as_constant(), other.as_constant()
            return mine is theirs or (type(mine) is type(theirs) and type(mine) in (int, str, bytes) and mine == theirs)
        return False

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        """BEFORE_WITH: the callable that leaves the block, and what `__enter__` gives."""
        tx.break_(exceptions.CONTEXT_MANAGER, type=self.type_name())

    # ---- methods of built-in types

    def call_method(
        self, tx: Tx, name: Name, args: Sequence[VariableTracker], kwargs: dict[Name, VariableTracker]
    ) -> VariableTracker:
        """Call the method `name` of a built-in type: `py_<name>` of the subclass, if it models it.

        Takes what CPython's method takes; a call that does not fit its signature is the user's TypeError.
        """
        method = getattr(self, f"py_{name}", None)
        if method is None:
            self.missing_method(tx, name)
        try:
            result = method(tx, *args, **kwargs)
        except TypeError:
            # Binding is slow, so it is looked at only where the call failed: either the user's arguments do not fit, or
            # the TypeError is a mistake of ours.
            if fits(method, tx, *args, **kwargs):
                raise
            self.misfit(tx, name)
        return tx.constant(None) if result is None else result

    def call_base_method(
        self, tx: Tx, name: Name, args: Sequence[VariableTracker], kwargs: dict[Name, VariableTracker]
    ) -> VariableTracker:
        """`dict.name(self, ...)`: the method of a built-in type, past what the value's own class says."""
        return self.call_method(tx, name, args, kwargs)

    def misfit(self, tx: Tx, name: Name) -> NoReturn:
        """The method was called with arguments that its signature does not take."""
        tx.raise_(TypeError, f"{self.type_name()}.{name}() got arguments that do not fit")

    def missing_method(self, tx: Tx, name: Name) -> NoReturn:
        """The user's AttributeError where the type has no such method, else a graph break: we do not model it."""
        if not hasattr(self.python_type(), name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())

    def unmodelled_slot(self, name: Name) -> bool:
        """Whether the type has this special method, in C, and we do not model it."""
        found = type_lookup(self.python_type(), name)[0]
        if found in (MISSING, None) or isinstance(found, FunctionType):
            return False
        return getattr(self, f"py_{name}", None) is None

    def special(
        self,
        tx: Tx,
        name: Name,
        args: Sequence[VariableTracker],
        kwargs: dict[Name, VariableTracker],
        missing: Name,
    ) -> VariableTracker:
        """Call a special method, as the type's slot does; `missing` is CPython's message where there is no slot."""
        if type_lookup(self.python_type(), name)[0] in (MISSING, None):
            tx.raise_(TypeError, missing)
        return self.call_method(tx, name, args, kwargs)
