"""The domain of real Python objects: the machine as a slow CPython.

It runs what Dynamo leaves to CPython where tracing must watch it happen, and it is how the opcodes are checked: the
same function runs here and natively, and must give the same.

Exceptions carry the context and cause that CPython gives them; their tracebacks show this interpreter's frames.
"""

from __future__ import annotations

import builtins
import inspect
import operator
import sys
from types import CellType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter import awaiting, excgroups, matching, natives, typeparams
from fullgraph_tracer.interpreter.binding import BindingError, bind_arguments
from fullgraph_tracer.interpreter.drivers import AsyncGeneratorItem, drive
from fullgraph_tracer.interpreter.machine import Frame
from fullgraph_tracer.interpreter.markers import MachineError, Returned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import CodeType

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "&": operator.and_,
    "//": operator.floordiv,
    "<<": operator.lshift,
    "@": operator.matmul,
    "*": operator.mul,
    "%": operator.mod,
    "|": operator.or_,
    "**": operator.pow,
    ">>": operator.rshift,
    "-": operator.sub,
    "/": operator.truediv,
    "^": operator.xor,
    "+=": operator.iadd,
    "&=": operator.iand,
    "//=": operator.ifloordiv,
    "<<=": operator.ilshift,
    "@=": operator.imatmul,
    "*=": operator.imul,
    "%=": operator.imod,
    "|=": operator.ior,
    "**=": operator.ipow,
    ">>=": operator.irshift,
    "-=": operator.isub,
    "/=": operator.itruediv,
    "^=": operator.ixor,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    "+": operator.pos,
    "-": operator.neg,
    "~": operator.invert,
    "not": operator.not_,
}
_CONVERSIONS: dict[str, Callable[[Any], str]] = {"str": str, "repr": repr, "ascii": ascii}
_BUILDERS: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "list": list,
    "set": set,
    "string": "".join,
    "slice": lambda items: slice(*items),
}


class ConcreteDomain:
    """Real objects. Functions are called natively; a subclass may take calls over in `call`."""

    def __init__(self) -> None:
        # an exception that goes on keeps its context, and its traceback: `except*` tells by it what was raised anew
        self._reraised: tuple[BaseException, BaseException | None, Any] | None = None

    # constants and names

    def constant(self, _f: Frame, value: object) -> Any:
        return value

    def constant_value(self, _f: Frame, value: Any) -> Any:
        return value

    def load_global(self, f: Frame, name: str) -> Any:
        if name in f.globals:
            return f.globals[name]
        if name in f.builtins:
            return f.builtins[name]
        raise _undefined(name)

    def store_global(self, f: Frame, name: str, value: Any) -> None:
        f.globals[name] = value

    def delete_global(self, f: Frame, name: str) -> None:
        if name not in f.globals:
            raise _undefined(name)
        del f.globals[name]

    def load_name(self, f: Frame, name: str) -> Any:
        return self.load_from_namespace(f, f.namespace, name, lambda: self.load_global(f, name))

    def store_name(self, f: Frame, name: str, value: Any) -> None:
        f.namespace[name] = value

    def delete_name(self, f: Frame, name: str) -> None:
        try:
            del f.namespace[name]
        except KeyError:
            pass  # outside the handler, as in `load_from_namespace`
        else:
            return
        raise _undefined(name)

    def load_from_namespace(self, _f: Frame, namespace: Any, name: str, default: Callable[[], Any]) -> Any:
        try:
            return namespace[name]
        except KeyError:
            pass  # outside the handler: what `default` raises has no KeyError for context
        return default()

    def setup_annotations(self, f: Frame) -> None:
        if "__annotations__" not in f.namespace:
            f.namespace["__annotations__"] = {}

    def load_build_class(self, f: Frame) -> Any:
        return f.builtins["__build_class__"]

    def load_assertion_error(self, _f: Frame) -> Any:
        return AssertionError

    def unbound_local(self, _f: Frame, name: str, *, free: bool) -> Exception:
        if free:
            return NameError(
                f"cannot access free variable '{name}' where it is not associated with a value in enclosing scope",
                name=name,
            )
        return UnboundLocalError(
            f"cannot access local variable '{name}' where it is not associated with a value", name=name
        )

    # cells

    def make_cell(self, _f: Frame, _name: str, value: Any | None) -> CellType:
        return CellType() if value is None else CellType(value)

    def cell_get(self, f: Frame, cell: CellType, name: str) -> Any:
        try:
            return cell.cell_contents
        except ValueError:
            pass
        raise self.unbound_local(f, name, free=name in f.code.co_freevars)

    def cell_set(self, _f: Frame, cell: CellType, value: Any) -> None:
        cell.cell_contents = value

    def cell_delete(self, f: Frame, cell: CellType, name: str) -> None:
        self.cell_get(f, cell, name)
        del cell.cell_contents

    # operators

    def unary(self, _f: Frame, op: str, value: Any) -> Any:
        return _UNARY[op](value)

    def binary(self, _f: Frame, op: str, left: Any, right: Any) -> Any:
        return _BINARY[op](left, right)

    def compare(self, _f: Frame, op: str, left: Any, right: Any) -> Any:
        return _COMPARE[op](left, right)

    def contains(self, _f: Frame, item: Any, container: Any, *, invert: bool) -> bool:
        return item not in container if invert else item in container

    def is_(self, _f: Frame, left: Any, right: Any, *, invert: bool) -> bool:
        return left is not right if invert else left is right

    def truth(self, _f: Frame, value: Any) -> bool:
        return bool(value)

    def is_none(self, _f: Frame, value: Any) -> bool:
        return value is None

    # attributes and items

    def getattr(self, _f: Frame, obj: Any, name: str) -> Any:
        return getattr(obj, name)

    def setattr(self, _f: Frame, obj: Any, name: str, value: Any) -> None:
        setattr(obj, name, value)

    def delattr(self, _f: Frame, obj: Any, name: str) -> None:
        delattr(obj, name)

    def load_super_attr(self, f: Frame, super_: Any, cls: Any, obj: Any, name: str, *, two_args: bool) -> Any:
        args = [cls, obj] if two_args or super_ is super else []
        return getattr(self.call(f, super_, args, {}), name)

    def getitem(self, _f: Frame, obj: Any, key: Any) -> Any:
        return obj[key]

    def setitem(self, _f: Frame, obj: Any, key: Any, value: Any) -> None:
        obj[key] = value

    def delitem(self, _f: Frame, obj: Any, key: Any) -> None:
        del obj[key]

    # calls

    def call(self, f: Frame, func: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call natively, as from the frame `f`: builtins that look at their caller's frame are shown this one."""
        looks_at_frame = natives.FRAME_READERS.get(id(func))
        if looks_at_frame is not None:
            return looks_at_frame(f, *args, **kwargs)
        return natives.call_from(f, func, args, kwargs)

    def call_ex(self, f: Frame, func: Any, args: Any, kwargs: Any | None) -> Any:
        if not isinstance(args, tuple):
            natives.check_star_argument(func, args)
        return self.call(f, func, list(args), natives.string_keywords(kwargs or {}))

    def make_function(
        self,
        f: Frame,
        code: CodeType,
        _qualname: str,
        *,
        defaults: Any | None,
        kwdefaults: Any | None,
        annotations: Any | None,
        closure: tuple[Any, ...] | None,
    ) -> FunctionType:
        function = FunctionType(code, f.globals, code.co_name, defaults, closure)
        if kwdefaults is not None:
            function.__kwdefaults__ = kwdefaults
        if annotations is not None:
            self.set_function_attribute(f, function, "annotations", annotations)
        return function

    def set_function_attribute(self, _f: Frame, function: Any, attribute: str, value: Any) -> None:
        if attribute == "annotations" and isinstance(value, tuple):  # name, value, name, value
            value = dict(zip(value[::2], value[1::2], strict=True))
        setattr(function, f"__{attribute}__", value)

    def call_intrinsic(self, f: Frame, name: str, *args: Any) -> Any:
        match name:
            case "INTRINSIC_PRINT":
                return sys.displayhook(*args)
            case "INTRINSIC_STOPITERATION_ERROR":
                return awaiting.stop_iteration_error(f.code, *args)
            case "INTRINSIC_ASYNC_GEN_WRAP":
                return AsyncGeneratorItem(*args)
            case _:
                return typeparams.intrinsic(f.globals, name, *args)

    # building and taking apart

    def build(self, _f: Frame, kind: str, items: list[Any]) -> Any:
        return _BUILDERS[kind](items)

    def build_map(self, _f: Frame, keys: list[Any], values: list[Any]) -> dict[Any, Any]:
        return dict(zip(keys, values, strict=True))

    def list_append(self, _f: Frame, target: list[Any], item: Any) -> None:
        target.append(item)

    def list_extend(self, _f: Frame, target: list[Any], items: Any) -> None:
        target += [*items]  # the display, not `extend`, has the message of `[*items]`

    def list_to_tuple(self, _f: Frame, value: list[Any]) -> tuple[Any, ...]:
        return tuple(value)

    def set_add(self, _f: Frame, target: set[Any], item: Any) -> None:
        target.add(item)

    def set_update(self, _f: Frame, target: set[Any], items: Any) -> None:
        target |= {*items}

    def map_add(self, _f: Frame, target: dict[Any, Any], key: Any, value: Any) -> None:
        target[key] = value

    def dict_update(self, _f: Frame, target: dict[Any, Any], other: Any) -> None:
        target |= {**other}

    def dict_merge(self, _f: Frame, target: dict[Any, Any], other: Any, func: Any) -> None:
        natives.merge_keywords(target, other, func)

    def unpack_sequence(self, _f: Frame, value: Any, count: int) -> list[Any]:
        return natives.unpacker(count)(value)

    def unpack_ex(self, _f: Frame, value: Any, before: int, after: int) -> list[Any]:
        return natives.unpacker(before, after)(value)

    def convert(self, _f: Frame, value: Any, conversion: str) -> str:
        return _CONVERSIONS[conversion](value)

    def format(self, _f: Frame, value: Any, spec: Any | None) -> str:
        return format(value, spec or "")

    # iteration and generators

    def iter(self, _f: Frame, value: Any) -> Any:
        return iter(value)

    def next(self, _f: Frame, iterator: Any) -> Any:
        return next(iterator)

    def is_stop_iteration(self, _f: Frame, exc: BaseException) -> bool:
        return isinstance(exc, StopIteration)

    def is_stop_async_iteration(self, _f: Frame, exc: BaseException) -> bool:
        return isinstance(exc, StopAsyncIteration)

    def stop_iteration_value(self, _f: Frame, exc: BaseException) -> Any:
        assert isinstance(exc, StopIteration)
        return exc.value

    def make_generator(self, f: Frame) -> Any:
        f.caller = None  # whoever resumes it is not who made it
        return drive(f)

    def yield_from_iter(self, f: Frame, value: Any) -> Any:
        return awaiting.yield_from_iterator(f.code, value)

    def send(self, _f: Frame, receiver: Any, value: Any) -> Any:
        if value is None and not inspect.iscoroutine(receiver):
            return next(receiver)
        return receiver.send(value)

    def delegate_throw(self, _f: Frame, receiver: Any, exc: BaseException) -> Any:
        return awaiting.delegate_throw(receiver, exc)

    def awaitable(self, _f: Frame, value: Any, where: str) -> Any:
        return awaiting.GETTERS[where](value)

    # exceptions

    def raised_value(self, f: Frame, exc: BaseException) -> BaseException | None:
        if isinstance(exc, MachineError):
            return None
        if f.reraising and self._reraised is not None and self._reraised[0] is exc:
            _, exc.__context__, exc.__traceback__ = self._reraised
        self._reraised = None
        return exc

    def thrown_into(self, f: Frame, exc: BaseException) -> None:
        if f.exc_stack:
            natives.add_context(exc, f.exc_stack[-1])

    def exception_from(self, _f: Frame, value: Any) -> BaseException:
        assert isinstance(value, BaseException)
        self._reraised = (value, value.__context__, value.__traceback__)
        return value

    def raise_(self, f: Frame, exc: Any | None, cause: Any | None) -> BaseException:
        assert f.current is not None
        return natives.raised_by(f.current.arg, exc, cause)  # None is a value here: the instruction says what there is

    def exception_matches(self, _f: Frame, exc: Any, classes: Any) -> bool:
        return excgroups.matches(exc, classes)

    def exception_group_match(self, _f: Frame, exc: Any, classes: Any) -> tuple[Any, Any]:
        return excgroups.split(exc, classes)

    def prep_reraise_star(self, _f: Frame, original: Any, results: Any) -> Any:
        return excgroups.combine(original, results)

    # with blocks

    def enter_with(self, f: Frame, manager: Any) -> tuple[Any, Any]:
        enter, exit_ = natives.context_methods(manager, "__enter__", "__exit__", "the context manager protocol")
        return exit_, self.call(f, enter, [], {})

    def enter_async_with(self, f: Frame, manager: Any) -> tuple[Any, Any]:
        protocol = "the asynchronous context manager protocol"
        enter, exit_ = natives.context_methods(manager, "__aenter__", "__aexit__", protocol)
        return exit_, self.call(f, enter, [], {})

    def exit_with(self, f: Frame, exit_: Any, exc: Any) -> Any:
        return self.call(f, exit_, [type(exc), exc, exc.__traceback__], {})

    # imports

    def import_name(self, f: Frame, name: str, fromlist: Any, level: Any) -> Any:
        if "__import__" not in f.builtins:
            raise ImportError("__import__ not found")
        return self.call(f, f.builtins["__import__"], [name, f.globals, f.namespace, fromlist, level], {})

    def import_from(self, _f: Frame, module: Any, name: str) -> Any:
        return natives.import_from(module, name)

    def import_star(self, f: Frame, module: Any) -> None:
        natives.import_star(module, f.namespace)

    # match statements

    def match_mapping(self, _f: Frame, subject: Any) -> bool:
        return matching.is_mapping(subject)

    def match_sequence(self, _f: Frame, subject: Any) -> bool:
        return matching.is_sequence(subject)

    def match_keys(self, _f: Frame, subject: Any, keys: Any) -> Any:
        return matching.match_keys(subject, keys)

    def match_class(self, _f: Frame, subject: Any, cls: Any, count: int, names: Any) -> Any:
        return matching.match_class(subject, cls, count, names)

    def length(self, _f: Frame, value: Any) -> int:
        return len(value)


def _undefined(name: str) -> NameError:
    return NameError(f"name '{name}' is not defined", name=name)


class ConcreteFrame(Frame):
    """A frame over real objects.

    What it handles is what CPython sees handled while an instruction executes: so properties, operators and generators
    that it resumes find it with `sys.exc_info()` and a bare `raise`, and what is raised gets it for context.
    """

    def step(self) -> None:
        handled = self.handled
        if handled is None or handled is sys.exception():
            super().step()
        else:
            natives.handling(handled, super().step)


class NestedDomain(ConcreteDomain):
    """Calls of plain Python functions for which `interprets` holds run in the machine too, class bodies with them."""

    def __init__(self, interprets: Callable[[FunctionType], bool] = lambda _function: True) -> None:
        super().__init__()
        self.interprets = interprets

    def call(self, f: Frame, func: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if isinstance(func, MethodType):
            return self.call(f, func.__func__, [func.__self__, *args], kwargs)
        if isinstance(func, FunctionType) and self.interprets(func):
            return interpret(func, args, kwargs, domain=self, caller=f)
        if func is builtins.__build_class__ and self.interprets(args[0]):
            return self.build_class(f, *args, **kwargs)
        return super().call(f, func, args, kwargs)

    def build_class(
        self, f: Frame, body: FunctionType, name: str, /, *bases: Any, metaclass: Any = None, **kwargs: Any
    ) -> Any:
        """`__build_class__`, with the body run in the machine."""
        if metaclass is not None:
            kwargs["metaclass"] = metaclass
        make = natives.prepare_class(name, bases, kwargs)
        frame = ConcreteFrame(
            body.__code__,
            self,
            globals_=body.__globals__,
            closure=body.__closure__ or (),
            namespace=make.namespace,
            caller=f,
        )
        outcome = frame.run()
        assert isinstance(outcome, Returned)
        return make.finish(outcome.value)


def interpret(
    function: FunctionType,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    *,
    domain: ConcreteDomain,
    caller: Frame | None = None,
) -> Any:
    """Run a plain Python function in the machine; of a generator function, make the generator."""
    try:
        bound = bind_arguments(
            function.__code__,
            function.__qualname__,
            args,
            kwargs,
            defaults=function.__defaults__ or (),
            kwdefaults=function.__kwdefaults__,
            make_tuple=tuple,
            make_dict=dict,
        )
    except BindingError as error:
        message = str(error)
    else:
        frame = ConcreteFrame(
            function.__code__,
            domain,
            globals_=function.__globals__,
            locals_=bound,
            closure=function.__closure__ or (),
            caller=caller,
            name=function.__qualname__,
        )
        outcome = frame.run()
        assert isinstance(outcome, Returned), "a generator's first run returns the generator"
        return outcome.value
    raise TypeError(message)


def run_concrete(
    function: FunctionType,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    domain: ConcreteDomain | None = None,
) -> Any:
    """What `function(*args, **kwargs)` returns or raises, by way of the machine."""
    return interpret(function, args, kwargs or {}, domain=domain or ConcreteDomain())
