"""Wraps the functions and module classes of the workspace, and notes each new way in which they are called.

A call that was seen before costs a look at its arguments' shapes. What `torch.compile` traces is left alone.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
import types
from multiprocessing.util import Finalize, register_after_fork
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.weak import WeakIdKeyDictionary

from fullgraph_tracer.worker.record.describe import Describer, Undescribable
from fullgraph_tracer.worker.record.first import FirstCall
from fullgraph_tracer.worker.record.merge import merged

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from fullgraph_tracer.worker.inputs.spec import Arguments

_MOST_CALLS = 64
"""How many different calls of one function are kept."""
_OFTEN, _SELDOM = 4096, 15
"""After so many calls, only one in sixteen is looked at."""


class Noted:
    """The calls of one function or module class."""

    __slots__ = ("calls", "count", "key", "keys")

    def __init__(self, key: str) -> None:
        self.key = key
        self.count = 0
        self.keys: set[object] = set()
        self.calls: list[tuple[Arguments | None, Arguments]] = []


class Watch:
    """All that is watched in one process."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.noted: dict[str, Noted] = {}
        self.made: MutableMapping[Any, Arguments] = WeakIdKeyDictionary()
        self.describer = Describer(self.made.get)
        self.first: FirstCall | None = None
        self.failed: dict[str, str] = {}
        """What could not be noted for a bug of ours, which must not become the program's."""

    def module(self, module: types.ModuleType, file: str) -> None:
        """Watch what a module of the workspace defines."""
        for name, found in list(vars(module).items()):
            if getattr(found, "__module__", None) != module.__name__:
                continue
            if isinstance(found, type) and issubclass(found, torch.nn.Module):
                self.module_class(found, file)
            elif _is_plain(found) and not name.startswith("test"):
                setattr(module, name, self.function(found, f"{file}::{name}"))

    def module_class(self, cls: type, file: str) -> None:
        """Watch a class's constructor and its `forward`."""
        own = vars(cls)
        if "<locals>" in cls.__qualname__:
            return
        init, forward = own.get("__init__"), own.get("forward")
        if isinstance(init, types.FunctionType) and not hasattr(init, "__fullgraph__"):
            setattr(cls, "__init__", self.constructor(init))  # noqa: B010 - mypy refuses the plain assignment
        if isinstance(forward, types.FunctionType) and not hasattr(forward, "__fullgraph__"):
            setattr(cls, "forward", self.method(forward, f"{file}::{cls.__qualname__}"))  # noqa: B010

    def constructor(self, init: Callable[..., None]) -> Callable[..., None]:
        """The constructor, noting how the object is made: by the outermost of the classes' constructors."""
        is_compiling = torch.compiler.is_compiling

        def look(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            # Not where it is made with something that a spec cannot say.
            with contextlib.suppress(Undescribable):
                if instance not in self.made:
                    self.made[instance] = self.describer.arguments(args, kwargs)

        def constructed(instance: Any, *args: Any, **kwargs: Any) -> None:
            if not is_compiling():
                look(instance, args, kwargs)
            init(instance, *args, **kwargs)

        return _in_place_of(init, constructed)

    def function(self, function: Callable[..., Any], key: str, owner: Any = None) -> Callable[..., Any]:
        """The function, noting each new way in which it is called; `owner` is the object that it is bound to."""
        is_compiling, look = torch.compiler.is_compiling, self.look
        noted = self.noted.setdefault(key, Noted(key))

        def called(*args: Any, **kwargs: Any) -> Any:
            if not is_compiling():
                look(noted, owner, args, kwargs)
            return function(*args, **kwargs)

        return _in_place_of(function, called)

    def method(self, function: Callable[..., Any], key: str) -> Callable[..., Any]:
        """As `function`, for one that is called with its object first."""
        is_compiling, look = torch.compiler.is_compiling, self.look
        noted = self.noted.setdefault(key, Noted(key))

        def called(owner: Any, *args: Any, **kwargs: Any) -> Any:
            if not is_compiling():
                look(noted, owner, args, kwargs)
            return function(owner, *args, **kwargs)

        return _in_place_of(function, called)

    def compiling(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """`torch.compile`, so that calls of what it makes are seen: what it has captured is not called any more."""

        def compile_(model: Any = None, **options: Any) -> Any:
            made = original(model, **options)
            return made if model is None else self.compiled(model, made)

        return functools.wraps(original)(compile_)

    def compiled(self, model: Any, made: Any) -> Any:
        """What `torch.compile` made of `model`, watched."""
        if isinstance(model, torch.nn.Module):
            self.optimized(type(made))
            return made
        owner = getattr(model, "__self__", None)
        if isinstance(owner, torch.nn.Module):  # `module.compile()` compiles a method of it
            key = self.key_of(type(owner)) if model.__name__ in {"_call_impl", "forward"} else None
            return made if key is None else self.function(made, key, owner)
        key = self.key_of(model) if isinstance(model, types.FunctionType) else None
        return made if key is None else self.function(made, key)

    def optimized(self, cls: type) -> None:
        """Watch the class of compiled modules."""
        original = cls.__call__
        if hasattr(original, "__fullgraph__"):
            return
        is_compiling, module = torch.compiler.is_compiling, self.optimized_module

        def called(optimized: Any, *args: Any, **kwargs: Any) -> Any:
            if not is_compiling():
                module(optimized._orig_mod, args, kwargs)  # noqa: SLF001 - torch's only name for it
            return original(optimized, *args, **kwargs)

        setattr(cls, "__call__", _in_place_of(original, called))  # noqa: B010 - mypy refuses the plain assignment

    def optimized_module(self, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A call of a compiled module."""
        key = self.key_of(type(owner))
        if key is not None:
            self.look(self.noted.setdefault(key, Noted(key)), owner, args, kwargs)

    def key_of(self, found: Any) -> str | None:
        """`file.py::name` of a function or class of the workspace."""
        file = getattr(sys.modules.get(found.__module__), "__file__", None)
        relative = self.relative(file) if file and "<" not in found.__qualname__ else None
        return None if relative is None else f"{relative}::{found.__qualname__}"

    def look(self, noted: Noted, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A call: of a form that was seen before, mostly."""
        noted.count += 1
        if noted.count >= _OFTEN and noted.count & _SELDOM:
            return
        seen = (*map(_shape, args), *map(_shape, kwargs.values()))
        if seen not in noted.keys:
            noted.keys.add(seen)
            try:
                self.note(noted, owner, args, kwargs)
            except Exception as error:  # noqa: BLE001 - told at the end
                self.failed[noted.key] = f"{type(error).__name__}: {error}"

    def note(self, noted: Noted, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A call of a new form."""
        self.main()
        if len(noted.calls) >= _MOST_CALLS or not _has_tensor((args, kwargs)):
            return
        init = None if owner is None else self.made.get(owner)
        if owner is not None and init is None and _needs_arguments(type(owner)):
            return
        try:
            noted.calls.append((init, self.describer.arguments(args, kwargs)))
        except Undescribable:
            return

    def wait_for_main(self) -> None:
        """Watch the functions of the program's own file from the first call of one of them on."""
        file = getattr(sys.modules["__main__"], "__file__", None)
        if file and self.relative(file) is not None:
            self.first = FirstCall(file, self.begun)
            self.first.wait()

    def begun(self, code: types.CodeType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """The program's own file calls a function of its own: it was fetched before it was watched."""
        self.main()
        for found in vars(sys.modules["__main__"]).values():
            function = inspect.unwrap(found) if hasattr(found, "__fullgraph__") else None
            if isinstance(function, types.FunctionType) and function.__code__ is code:
                key = self.key_of(function)
                if key is not None:
                    self.look(self.noted[key], None, *_given(function, args, kwargs))

    def main(self) -> None:
        """Watch the functions of the program's own file: it has begun to call."""
        if self.first is None:
            return
        self.first.stop()
        self.first = None
        module = sys.modules["__main__"]
        relative = self.relative(str(module.__file__))
        if relative is not None:
            self.module(module, relative)

    def relative(self, file: str) -> str | None:
        """The file's path in the workspace, if it lies there and not in an environment."""
        path = Path(file).resolve()
        if not path.is_relative_to(self.workspace):
            return None
        inside = path.relative_to(self.workspace)
        hidden = any(part.startswith(".") or part in {"site-packages", "venv", "env"} for part in inside.parts)
        return None if hidden else inside.as_posix()

    def in_forks(self, write: Callable[[], None]) -> None:
        """Note the calls of each process that `multiprocessing` forks, such as a loader's worker, to its end."""

        def forked(watch: Watch) -> None:
            for noted in watch.noted.values():
                noted.calls.clear()
                noted.keys.clear()
            Finalize(watch, write, exitpriority=0)

        register_after_fork(self, forked)

    def specs(self) -> dict[str, list[str]]:
        """What was seen, by function."""
        return {key: merged(noted.calls) for key, noted in self.noted.items() if noted.calls}


def _given(
    function: types.FunctionType, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What a frame began with, without what are the function's own defaults."""
    defaults = list(function.__defaults__ or ())
    count = function.__code__.co_argcount
    while defaults and len(args) == count and args[-1] is defaults.pop():
        args, count = args[:-1], count - 1
    own = function.__kwdefaults__ or {}
    return args, {key: value for key, value in kwargs.items() if key not in own or value is not own[key]}


def _in_place_of(function: Any, made: Any) -> Callable[..., Any]:
    """`made` under the name of `function`, and in its namespace: torch.jit looks the names of its source up there."""
    scope = getattr(function, "__globals__", made.__globals__)
    moved = types.FunctionType(made.__code__, scope, made.__name__, made.__defaults__, made.__closure__)
    wrapped = functools.wraps(function)(moved)
    wrapped.__fullgraph__ = True  # type: ignore[attr-defined]
    return wrapped


def _shape(value: Any) -> object:
    if isinstance(value, torch.Tensor):
        return value.shape, value.dtype
    if type(value) in {list, tuple}:
        return tuple(map(_shape, value))
    if type(value) is dict:
        return tuple((key, _shape(item)) for key, item in value.items())
    return type(value)


def _has_tensor(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return True
    if isinstance(value, dict):
        return any(map(_has_tensor, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_tensor, value))


def _is_plain(found: Any) -> bool:
    return (
        isinstance(found, types.FunctionType)
        and not hasattr(found, "__fullgraph__")
        and not inspect.isgeneratorfunction(found)
        and not inspect.iscoroutinefunction(found)
    )


def _needs_arguments(cls: type) -> bool:
    try:
        parameters = list(inspect.signature(cls).parameters.values())
    except (TypeError, ValueError):
        return True
    return any(
        parameter.default is parameter.empty and parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        for parameter in parameters
    )
