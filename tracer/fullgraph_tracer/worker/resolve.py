"""From `QUALNAME` to something that can be called and traced.

`f` is a function, `Net` an `nn.Module` class (made with `init(...)`, traced as a call of the instance), `Net.forward` a
method of one, `net` a module or a function that the file made itself (`net = Net()`, `f = torch.compile(g)`).
"""

from __future__ import annotations

import difflib
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.errors import NotFound

if TYPE_CHECKING:
    from types import ModuleType

_SUGGESTED = 3


@dataclass(frozen=True)
class Target:
    """What a qualified name stands for."""

    qualname: str
    owner: type | None
    """The class that must be instantiated first, if any."""
    method: str | None
    """The method of the instance to call; None to call the instance itself."""
    found: Any
    """The object: a function, a class or an instance."""

    @property
    def signature_of(self) -> Any:
        """What takes the example inputs: the function, or the method (`forward` for a module)."""
        if self.owner is not None:
            return getattr(self.owner, self.method or "forward", self.owner)
        if isinstance(self.found, torch.nn.Module):
            return self.found.forward
        return self.found


def resolve(module: ModuleType, qualname: str) -> Target:
    """Find `qualname` in the module; `NotFound` names what comes close."""
    if "<locals>" in qualname:
        message = f"`{qualname}` is local to a function: only functions and methods at the module's top can be traced"
        raise NotFound(message)
    found: Any = module
    parts = qualname.split(".")
    for index, part in enumerate(parts):
        missing = object()
        value = inspect.getattr_static(found, part, missing) if isinstance(found, type) else missing
        attribute = getattr(found, part, missing)
        if attribute is missing:
            raise _not_found(module, qualname, found, part)
        if isinstance(found, type) and index == len(parts) - 1 and not isinstance(attribute, type):
            return _member(qualname, found, part, value, attribute)
        found = attribute
    found = unwrap(found)
    if isinstance(found, type):
        if not any("__call__" in vars(base) for base in found.__mro__):
            raise NotFound(f"`{qualname}` is a class that cannot be called once it is made")
        return Target(qualname, found, None, found)
    if not callable(found):
        raise NotFound(f"`{qualname}` is a {type(found).__name__}, not a function, a module or a class")
    return Target(qualname, None, None, found)


def _member(qualname: str, owner: type, name: str, static: Any, attribute: Any) -> Target:
    if isinstance(static, staticmethod | classmethod):
        return Target(qualname, None, None, unwrap(attribute))
    if not callable(attribute):
        raise NotFound(f"`{qualname}` is a {type(attribute).__name__}, not a method")
    # `Net.forward` is traced as a call of the instance, as users call it: hooks included.
    method = None if issubclass(owner, torch.nn.Module) and name == "forward" else name
    return Target(qualname, owner, method, owner)


def unwrap(found: Any) -> Any:
    """What was compiled, for something that `torch.compile` returned."""
    original = getattr(found, "_orig_mod", None)
    if isinstance(original, torch.nn.Module):
        return original
    return getattr(found, "_torchdynamo_orig_callable", found)


def _not_found(module: ModuleType, qualname: str, found: Any, part: str) -> NotFound:
    where = module.__name__ if found is module else getattr(found, "__qualname__", type(found).__name__)
    names = [name for name in dir(found) if not name.startswith("__")]
    close = difflib.get_close_matches(part, names, n=_SUGGESTED)
    if found is module and not close:
        close = _elsewhere(module, part)
    hint = f": did you mean {' or '.join(f'`{_join(qualname, part, name)}`' for name in close)}?" if close else ""
    return NotFound(f"there is no `{part}` in {where}{hint}")


def _join(qualname: str, part: str, name: str) -> str:
    head = qualname.split(f".{part}", 1)[0] if f".{part}" in qualname else ""
    return f"{head}.{name}" if head else name


def _elsewhere(module: ModuleType, part: str) -> list[str]:
    """Methods of that name in the module's classes, for a user who forgot the class."""
    classes = [
        value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__
    ]
    return [f"{cls.__name__}.{part}" for cls in classes if part in vars(cls)][:_SUGGESTED]
