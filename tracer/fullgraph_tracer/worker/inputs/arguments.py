"""Candidates for parameters: from annotations first, then from names; classes are made with their own defaults."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs import configs, names, reading
from fullgraph_tracer.worker.inputs.names import call, literal, name
from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Literal, Mapping, Sequence, Tensor, Value

if TYPE_CHECKING:
    from types import ModuleType

_DEPTH = 3
"""How deep classes are made for the arguments of classes."""
_CONFIGURATIONS = 2
"""How many classes of configurations are tried for one parameter."""
_COLLECTIONS = (list, tuple, typing.Sequence)
_TENSOR_TYPES = {
    torch.FloatTensor: "f32", torch.DoubleTensor: "f64", torch.HalfTensor: "f16", torch.BFloat16Tensor: "bf16",
    torch.LongTensor: "i64", torch.IntTensor: "i32", torch.ShortTensor: "i16", torch.CharTensor: "i8",
    torch.ByteTensor: "u8", torch.BoolTensor: "bool",
}  # fmt: skip
SKIPPED = frozenset({inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL})


def parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The parameters with annotations evaluated where they can be; none where there is no signature."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return {}
    found = dict(signature.parameters)
    scope = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__globals__", {})
    for key, parameter in found.items():
        if isinstance(parameter.annotation, str):
            found[key] = parameter.replace(annotation=_evaluated(parameter.annotation, scope))
    return found


def _evaluated(text: str, scope: dict[str, Any]) -> Any:
    try:
        return eval(text, dict(scope))  # noqa: S307 - the user's own annotation, of a module that is imported
    except Exception:  # noqa: BLE001 - an annotation that cannot be evaluated says nothing
        return inspect.Parameter.empty


def bound(found: dict[str, inspect.Parameter], values: dict[str, Value]) -> Arguments:
    """Values by parameter as the arguments of a call: by position as long as that is possible."""
    args: list[Value] = []
    kwargs: list[tuple[str, Value]] = []
    gap = False
    for key, parameter in found.items():
        if key not in values:
            gap = True
        elif parameter.kind is parameter.VAR_POSITIONAL:
            args.append(values[key])
        elif parameter.kind is parameter.KEYWORD_ONLY or gap or parameter.default is not parameter.empty:
            kwargs.append((key, values[key]))
            gap = True
        else:
            args.append(values[key])
    return Arguments(tuple(args), tuple(kwargs))


def required(found: dict[str, inspect.Parameter]) -> list[str]:
    """The parameters that a call must give."""
    return [key for key, value in found.items() if value.default is value.empty and value.kind not in SKIPPED]


class Guesser:
    """Guesses constructor arguments for classes of one module."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module

    def dotted(self, found: Any) -> str:
        """A name under which the spec finds a class or a function."""
        short = found.__qualname__
        return short if getattr(self.module, short, None) is found else f"{found.__module__}.{short}"

    def constructor(
        self, owner: type, depth: int = 0
    ) -> tuple[dict[str, inspect.Parameter], dict[str, tuple[Value, ...]]]:
        """The parameters of a class, and candidates for the required ones."""
        found = {key: value for key, value in parameters(owner.__init__).items() if key != "self"}  # type: ignore[misc]
        return found, {key: self.candidates(owner, found[key], depth) for key in required(found)}

    def candidates(self, owner: type, parameter: inspect.Parameter, depth: int) -> tuple[Value, ...]:
        """What to try for one parameter, in order: never empty."""
        if configs.is_config(parameter):
            found = self.configurations(owner, parameter)
            if found:
                return found
        annotated = self.annotated(parameter.annotation, parameter.name, depth)
        if annotated:
            return annotated
        return (*names.for_constructor(parameter.name), *names.ANYTHING)

    def configurations(self, owner: type, parameter: inspect.Parameter) -> tuple[Value, ...]:
        """The classes that fit best, in all sizes; else an object with the attributes that are read."""
        annotation = None if parameter.annotation is parameter.empty else parameter.annotation
        read = reading.attributes(owner, parameter.name)
        known = configs.ranked(configs.classes(owner, annotation, vars(self.module)), read)
        sized = [list(configs.variants(wanted, self.dotted)) for wanted in known[:_CONFIGURATIONS]]
        found = [value for values in sized for value in values]
        if isinstance(annotation, type) or not read:
            return tuple(found)
        # A plain object with what is read goes first where the best class lacks some of it.
        place = 0 if not known or configs.lacking(known[0], read) else len(sized[0])
        return (*found[:place], _plain_object(owner, parameter.name, read), *found[place:])

    def annotated(self, annotation: Any, parameter: str, depth: int) -> tuple[Value, ...]:
        """What an annotation gives."""
        if annotation is inspect.Parameter.empty or annotation is object:
            return ()
        origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in {typing.Union, types.UnionType}:
            return tuple(
                value
                for part in inner
                for value in ((Literal(None),) if part is type(None) else self.annotated(part, parameter, depth))
            )
        if origin is typing.Annotated:
            return self.annotated(inner[0], parameter, depth)
        if origin is typing.Literal:
            return tuple(map(Literal, inner))
        if origin is type and inner and isinstance(inner[0], type):
            return (name(self.dotted(inner[0])),)
        if annotation is Callable or origin in {Callable, typing.get_origin(Callable[..., Any])}:
            return (call("torch.nn.ReLU"), name("torch.nn.ReLU"), name("torch.nn.functional.relu"))
        if annotation in _COLLECTIONS or origin in {list, tuple} or origin is typing.get_origin(typing.Sequence[int]):
            return self.collection(tuple if tuple in {annotation, origin} else list, inner, parameter, depth)
        if annotation is dict or origin is dict or origin is AnyMapping:
            return (Mapping(()),)
        return self.of_class(annotation, parameter, depth) if isinstance(annotation, type) else ()

    def collection(self, kind: type, inner: tuple[Any, ...], parameter: str, depth: int) -> tuple[Value, ...]:
        fixed = kind is tuple and inner and Ellipsis not in inner
        parts = inner if fixed else (inner[0] if inner else int,) * 2
        items = [(*self.annotated(part, parameter, depth), Literal(4))[0] for part in parts]
        return (Sequence(kind, tuple(items)), Sequence(kind, (*items, *items)))

    def of_class(self, annotation: type, parameter: str, depth: int) -> tuple[Value, ...]:
        by_name = names.for_constructor(parameter)
        simple: dict[type, tuple[Value, ...]] = {
            bool: (Literal(False), Literal(True)),
            int: (*_of_type(by_name, int), Literal(4), Literal(16), Literal(1)),
            float: (*_of_type(by_name, float, int), Literal(0.5), Literal(1.0)),
            str: (*_of_type(by_name, str), Literal("relu"), Literal("mean")),
            torch.dtype: (name("torch.float32"),),
            torch.device: (call("torch.device", Literal("cpu")),),
            torch.nn.Module: (names.IDENTITY, call("torch.nn.Linear", literal(4), literal(4))),
            torch.Tensor: (names.tensor("f32", 4), names.tensor("f32", 4, 4), names.tensor("i64", 4)),
        }
        if annotation in simple:
            return simple[annotation]
        if annotation in _TENSOR_TYPES:
            return tuple(of_dtype(_TENSOR_TYPES[annotation], dims) for dims in ((4,), (4, 4)))
        if issubclass(annotation, enum.Enum):
            return tuple(name(f"{self.dotted(annotation)}.{member}") for member in annotation.__members__)
        if annotation.__module__ == "builtins" or annotation is typing.Any or inspect.isabstract(annotation):
            return ()
        made = self.made(annotation, depth)
        return () if made is None else (made,)

    def made(self, wanted: type, depth: int) -> Value | None:
        """A call of the class with its own defaults, required arguments guessed."""
        if depth >= _DEPTH:
            return None
        found, needed = self.constructor(wanted, depth + 1)
        values = {key: options[0] for key, options in needed.items() if options}
        return Call(name(self.dotted(wanted)), bound(found, values))


def stated_dtype(annotation: Any) -> str | None:
    """The dtype that an annotation such as `torch.LongTensor` or `Optional[torch.BoolTensor]` states."""
    parts = typing.get_args(annotation) or (annotation,)
    return next((_TENSOR_TYPES[part] for part in parts if isinstance(part, type) and part in _TENSOR_TYPES), None)


def of_dtype(dtype: str, dims: tuple[int | str, ...]) -> Tensor:
    """A tensor of that dtype; integers are small."""
    return Tensor(dtype, dims, 0, 4) if dtype[0] in "iu" else Tensor(dtype, dims)


def _of_type(values: tuple[Value, ...], *kinds: type) -> tuple[Value, ...]:
    return tuple(value for value in values if isinstance(value, Literal) and type(value.value) in kinds)


def _plain_object(owner: type, parameter: str, read: list[str]) -> Value:
    """A dictionary where the parameter is subscripted, else an object with these attributes."""
    values = {key: names.for_attribute(key)[0] for key in read}
    if any(True for _ in reading.keys(owner, parameter)):
        return Mapping(tuple((Literal(key), value) for key, value in values.items()))
    return call("types.SimpleNamespace", **values)
