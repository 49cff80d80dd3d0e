"""Asks the installed torch's tracer, by tracing, what it takes callables for and which context managers break a graph.

Only `generate` uses this, and like it imports torch.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import torch
import torch._dynamo
from torch._dynamo.symbolic_convert import InstructionTranslatorBase
from torch._dynamo.utils import counters
from torch._dynamo.variables.lazy import LazyVariableTracker

from fullgraph_analysis.models.probed_calls import CALLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANAGER_MODULES = (
    "torch",
    "torch._C",
    "torch._dynamo",
    "torch.amp",
    "torch.autograd",
    "torch.autograd.forward_ad",
    "torch.autograd.graph",
    "torch.autograd.profiler",
    "torch.backends.cuda",
    "torch.backends.cudnn",
    "torch.backends.mkldnn",
    "torch.cpu.amp",
    "torch.cuda",
    "torch.cuda.amp",
    "torch.fx.traceback",
    "torch.jit",
    "torch.nn.attention",
    "torch.nn.utils.parametrize",
    "torch.overrides",
    "torch.profiler",
    "torch.random",
    "torch.sparse",
    "torch.utils.checkpoint",
    "torch.utils.flop_counter",
    "contextlib",
    "decimal",
    "tempfile",
    "threading",
    "unittest.mock",
    "warnings",
)
_ARGUMENTS = ("", "True", "'cpu'", "{'stage': 1}", "-1", "'cpu', 4", "x, x", "lambda t: t, lambda t: t", "sdp")
_ATTEMPTS = {
    "torch._dynamo.error_on_graph_break": ("True",),
    "torch._dynamo.patch_dynamo_config": ("capture_scalar_outputs=True",),
}
"""Functions that give a context manager without saying so, and what they take."""
_BATCH = 200


def kinds_of(named: dict[str, object]) -> dict[str, list[str]]:
    """What the tracer takes objects for that a function finds among its globals: kind to names."""
    found: dict[str, list[str]] = {}
    names = list(named)
    for start in range(0, len(names), _BATCH):
        part = names[start : start + _BATCH]
        for name, kind in _loaded({name: named[name] for name in part}).items():
            found.setdefault(kind, []).append(name)
    return {kind: sorted(found[kind]) for kind in sorted(found)}


def _loaded(named: dict[str, object]) -> dict[str, str]:
    variables = {f"value_{number}": name for number, name in enumerate(named)}
    lines = [f"    {variable}" for variable in variables]
    source = "def f(x):\n" + "\n".join(lines) + "\n    return x + 1\n"
    space: dict[str, Any] = {variable: named[name] for variable, name in variables.items()}
    exec(compile(source, "<probe>", "exec"), space)  # noqa: S102 - the source is made here
    seen: dict[str, str] = {}

    def note(tracer: Any, instruction: Any) -> None:
        if instruction.opname == "LOAD_GLOBAL" and instruction.argval in variables:
            seen[variables[instruction.argval]] = _kind(tracer.stack[-1])

    with _watched(note), contextlib.suppress(Exception):
        _trace(space["f"])
    return seen


def _trace(function: Any) -> None:
    compiled: Any = torch.compile(function, backend="eager")
    compiled(torch.ones(2))


def _kind(value: Any) -> str:
    return type(value.realize() if isinstance(value, LazyVariableTracker) else value).__name__


@contextlib.contextmanager
def _watched(note: Callable[[Any, Any], None]) -> Iterator[None]:
    """Trace anew, telling `note` of every instruction after it was traced."""
    step = InstructionTranslatorBase.step

    def watched(self: Any) -> Any:
        instruction = self.instructions[self.instruction_pointer]
        result = step(self)
        if self.stack and self.f_code.co_filename == "<probe>":
            note(self, instruction)
        return result

    torch._dynamo.reset()  # noqa: SLF001 - the tracer has no other name
    counters.clear()
    logging.disable(logging.CRITICAL)
    try:
        with mock.patch.object(InstructionTranslatorBase, "step", watched), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def managers() -> dict[str, dict[str, Any]]:
    """Context managers: what an object of each is tracked as, and the ids of the breaks that entering one makes."""
    titles = _titles()
    found: dict[str, dict[str, Any]] = {}
    seen: set[int] = set()
    for module_name in MANAGER_MODULES:
        module = importlib.import_module(module_name)
        # a module of settings stands in for the one that it wraps
        for name in sorted(dir(getattr(module, "m", module))):
            value = member(module, name)
            full = f"{module_name}.{name}"
            if name.startswith("__") or id(value) in seen or not (_is_manager(value) or full in _ATTEMPTS):
                continue
            seen.add(id(value))
            entry = _manager(full, module, name, titles)
            if entry is not None:
                found[full] = entry
    return found


def member(module: object, name: str) -> object:
    """A member of a module; None where reading it needs another machine."""
    try:
        return getattr(module, name, None)
    except Exception:  # noqa: BLE001 - whatever a lazy attribute raises
        return None


def _is_manager(value: object) -> bool:
    if inspect.isclass(value):
        return hasattr(value, "__enter__") and not issubclass(value, torch.Tensor | Path | io.IOBase)
    return inspect.isfunction(value) and inspect.isgeneratorfunction(getattr(value, "__wrapped__", None))


def _manager(full: str, module: object, name: str, titles: dict[str, str]) -> dict[str, Any] | None:
    for arguments in _ATTEMPTS.get(full, _ARGUMENTS):
        space = {"module": module, "sdp": torch.nn.attention.SDPBackend.MATH}
        head = "def f(x):\n"
        body = f"    with module.{name}({arguments}):\n        return x + 1\n"
        exec(compile(f"{head}{body}", "<probe>", "exec"), space)  # noqa: S102 - the source is made here
        function: Any = space["f"]
        try:
            function(torch.ones(2))
        except Exception:  # noqa: BLE001, S112 - it takes other arguments, or another machine
            continue
        kinds: list[str] = []

        def note(tracer: Any, instruction: Any, kinds: list[str] = kinds) -> None:
            if instruction.opname == "CALL":
                kinds.append(_kind(tracer.stack[-1]))

        with _watched(note), contextlib.suppress(Exception):
            _trace(function)
        breaks = {titles.get(text.split("\n", 1)[0]) for text in counters["graph_break"]} - {None}
        return {"kind": kinds[0] if kinds else "", "breaks": sorted(str(number) for number in breaks)}
    return None


class _Plain:
    """An object with an attribute, for calls that take one."""

    a = 1


def calls() -> dict[str, list[str]]:
    """The ids of the breaks that each of the calls of `probed_calls` makes; none where it makes none."""
    titles = _titles()
    found: dict[str, list[str]] = {}
    for expression in CALLS.split("\n"):
        name = expression.partition("(")[0]
        if not expression:
            continue
        space = {
            "Plain": _Plain,
            "module": importlib,
            "function": _kind,
            "sys": sys,
            "io": io,
            "torch": torch,
        }
        with contextlib.suppress(ImportError):
            importlib.import_module(name.rpartition(".")[0])
        root = name.partition(".")[0]
        space[root] = importlib.import_module(root)
        exec(compile(f"def f(x):\n    {expression}\n    return x + 1\n", "<probe>", "exec"), space)  # noqa: S102 - ours
        function: Any = space["f"]
        try:
            function(torch.ones(2))
        except Exception:  # noqa: BLE001, S112 - not on this machine
            continue
        with _watched(lambda *_: None), contextlib.suppress(Exception):
            _trace(function)
        breaks = {titles.get(text.split("\n", 1)[0]) for text in counters["graph_break"]} - {None}
        found[name] = sorted(str(number) for number in breaks)
    return found


def _titles() -> dict[str, str]:
    """The ids of breaks by their titles."""
    path = Path(torch.__file__).parent / "_dynamo" / "graph_break_registry.json"
    registry = json.loads(path.read_text(encoding="utf-8"))
    return {entries[0]["Gb_type"]: number for number, entries in registry.items()}
