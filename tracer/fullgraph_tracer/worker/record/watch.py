"""Wraps the functions and module classes of the workspace, and notes each new way in which they are called.

A call that was seen before costs a look at its arguments' shapes. What `torch.compile` traces is left alone.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch

from fullgraph_tracer.worker.record.describe import Describer, Undescribable
from fullgraph_tracer.worker.record.merge import merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.worker.inputs.spec import Arguments

_MOST_CALLS = 64
"""How many different calls of one function are kept."""
_OFTEN, _SELDOM = 4096, 15
"""After so many calls, only one in sixteen is looked at."""


class Noted:
    """The calls of one function or module class."""

    __slots__ = ("calls", "count", "keys")

    def __init__(self) -> None:
        self.count = 0
        self.keys: set[object] = set()
        self.calls: list[tuple[Arguments | None, Arguments]] = []


class Watch:
    """All that is watched in one process."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.noted: dict[str, Noted] = {}
        self.made: WeakKeyDictionary[Any, Arguments] = WeakKeyDictionary()
        self.describer = Describer(self.made.get)
        self.main_seen = False
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
                setattr(module, name, self.watched(found, f"{file}::{name}"))

    def module_class(self, cls: type, file: str) -> None:
        """Watch a class's constructor and its `forward`."""
        own = vars(cls)
        if "<locals>" in cls.__qualname__:
            return
        init, forward = own.get("__init__"), own.get("forward")
        if isinstance(init, types.FunctionType) and not hasattr(init, "__fullgraph__"):
            setattr(cls, "__init__", self.constructor(init))  # noqa: B010 - mypy refuses the plain assignment
        if isinstance(forward, types.FunctionType) and not hasattr(forward, "__fullgraph__"):
            setattr(cls, "forward", self.watched(forward, f"{file}::{cls.__qualname__}", bound=True))  # noqa: B010

    def constructor(self, init: Callable[..., None]) -> Callable[..., None]:
        """The constructor, noting how the object is made: by the outermost of the classes' constructors."""

        @functools.wraps(init)
        def constructed(instance: Any, *args: Any, **kwargs: Any) -> None:
            if not torch.compiler.is_compiling() and instance not in self.made:
                # Not where it is made with something that a spec cannot say.
                with contextlib.suppress(Undescribable, TypeError):
                    self.made[instance] = self.describer.arguments(args, kwargs)
            init(instance, *args, **kwargs)

        constructed.__fullgraph__ = True  # type: ignore[attr-defined]
        return constructed

    def watched(self, function: Callable[..., Any], key: str, *, bound: bool = False) -> Callable[..., Any]:
        """The function, noting each new way in which it is called."""
        noted = self.noted.setdefault(key, Noted())
        skip = 1 if bound else 0

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            if not torch.compiler.is_compiling():
                noted.count += 1
                if noted.count < _OFTEN or not noted.count & _SELDOM:
                    seen = (*map(_shape, args[skip:]), *map(_shape, kwargs.values()))
                    if seen not in noted.keys:
                        noted.keys.add(seen)
                        try:
                            self.note(noted, args, kwargs, bound=bound)
                        except Exception as error:  # noqa: BLE001 - told at the end
                            self.failed[key] = f"{type(error).__name__}: {error}"
            return function(*args, **kwargs)

        called.__fullgraph__ = True  # type: ignore[attr-defined]
        return called

    def note(self, noted: Noted, args: tuple[Any, ...], kwargs: dict[str, Any], *, bound: bool) -> None:
        """A call of a new form."""
        self.main()
        if len(noted.calls) >= _MOST_CALLS or not _has_tensor((args[1:] if bound else args, kwargs)):
            return
        init = self.made.get(args[0]) if bound else None
        if bound and init is None and _needs_arguments(type(args[0])):
            return
        try:
            noted.calls.append((init, self.describer.arguments(args[1:] if bound else args, kwargs)))
        except Undescribable:
            return

    def main(self) -> None:
        """Watch the functions of the program's own file, which no import hook sees: once it has begun to call."""
        module = None if self.main_seen else sys.modules.get("__main__")
        file = getattr(module, "__file__", None)
        if module is None or not file:
            return
        self.main_seen = True
        relative = self.relative(file)
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

    def specs(self) -> dict[str, list[str]]:
        """What was seen, by function."""
        return {key: merged(noted.calls) for key, noted in self.noted.items() if noted.calls}


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
