"""Whether a frame is worth capturing: Dynamo leaves frames alone that have nothing of torch in them."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils._python_dispatch import any_torch_dispatch_mode_on_stack

from fullgraph_tracer import skips

if TYPE_CHECKING:
    from fullgraph_tracer.interpreter.hook import StartingFrame

_OPTIMIZERS = str(Path(torch.optim.__file__).parent)
_TRANSFORMS = (
    torch._C._functorch.TransformType.Vmap,  # noqa: SLF001 - the only name of it
    torch._C._functorch.TransformType.Grad,  # noqa: SLF001
    torch._C._functorch.TransformType.Jvp,  # noqa: SLF001
)
_TIDIED = ("transformers/file_utils.py", "transformers/utils/generic.py", "diffusers/utils/outputs.py")


def is_never_captured(frame: StartingFrame) -> bool:
    """Whether a frame that starts is left alone, and its code from then on.

    For the file of the code, for one of Dynamo's special cases, or since a mode takes over operators where it starts.
    """
    code = frame.f_code
    name, file = code.co_name, code.co_filename
    if any_torch_dispatch_mode_on_stack():
        return True
    if skips.skips_frame(code) or name == "__setattr__":
        return not (name == "forward" and is_hooked_layer(frame.f_locals.get("self")))
    if not code.co_flags & inspect.CO_NEWLOCALS:  # the body of a class, a module
        return True
    if file == "<string>":  # code that `exec` made: of namedtuples, for one
        return name in ("__new__", "<module>") or (name == "<lambda>" and not frame.f_builtins)
    if name == "_make":
        return file.endswith("collections/__init__.py")
    if name == "<genexpr>":
        return file.endswith(_TIDIED)
    return name == "__init__" and file.startswith(_OPTIMIZERS)


def is_hooked_layer(value: object) -> bool:
    """Whether it is a module of torch's own with forward hooks: these may break, and what it does is captured then."""
    if not isinstance(value, torch.nn.Module) or not type(value).__module__.startswith(("torch.nn.", "torch.ao.")):
        return False
    return bool(value._forward_hooks or value._forward_pre_hooks)  # noqa: SLF001 - where torch itself looks


def has_tensor_in_frame(code: CodeType, f_globals: dict[str, Any], f_locals: dict[str, Any]) -> bool:
    """Whether the code names a module of torch or numpy, or a local holds a tensor, module or array."""
    for name in code.co_names:
        value = f_globals.get(name)
        if isinstance(value, ModuleType) and (value is torch or value.__name__.startswith(("torch.", "numpy"))):
            return True
    seen: set[int] = set()
    return any(_has_tensor(value, seen) for value in f_locals.values())


def _has_tensor(value: object, seen: set[int]) -> bool:
    if id(value) in seen:
        return False
    seen.add(id(value))
    if isinstance(value, (torch.Tensor, torch.nn.Module, np.ndarray, np.generic)):
        return True
    if type(value) is type:
        return issubclass(value, torch.nn.Module)
    if type(value) in (list, tuple):
        return any(_has_tensor(item, seen) for item in value)  # type: ignore[attr-defined]  # list or tuple
    if type(value) is dict:
        return any(_has_tensor(item, seen) for item in list(value.values()))
    if isinstance(value, tuple) and hasattr(type(value), "_fields"):
        return any(_has_tensor(item, seen) for item in value)
    return False


def transformed_by_functorch() -> bool:
    """Whether vmap, grad or jvp runs in eager: what it calls sees wrapped tensors, and is not captured."""
    interpreter = torch._C._functorch.peek_interpreter_stack()  # noqa: SLF001 - where torch itself looks
    return interpreter is not None and interpreter.key() in _TRANSFORMS
