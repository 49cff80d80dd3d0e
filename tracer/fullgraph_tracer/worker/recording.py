"""What the installed torch itself does with a call: its graphs, and every place where it breaks.

The log and `torch._dynamo.explain` miss frames that are skipped; `InstructionTranslatorBase.log_graph_break` is called
for every break that Dynamo handles, and an exception that leaves a frame's compilation without it is a break as well.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
import torch._dynamo
from torch._dynamo import convert_frame, exc, symbolic_convert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TORCH = str(Path(torch.__file__).parent)
_RECOMPILE_LIMIT = "Dynamo recompile limit exceeded"
_CALLS = frozenset({"call_function", "call_method", "call_module"})


@dataclass(frozen=True, order=True)
class Site:
    """One place where torch breaks the graph: the innermost user line, and torch's own name for the reason."""

    file: str
    line: int
    gb_type: str
    function: str = field(compare=False)


@dataclass
class Recording:
    """What one run of `torch.compile` did."""

    graphs: list[int] = field(default_factory=list)
    """The number of operations of each graph."""
    sites: list[Site] = field(default_factory=list)
    error: str | None = None
    result: Any = None

    @property
    def fullgraph(self) -> bool:
        """No break at all, and at most one graph."""
        return not self.sites and len(self.graphs) <= 1

    def backend(self, module: torch.fx.GraphModule, example_inputs: object) -> Callable[..., Any]:  # noqa: ARG002
        """A back end that counts and runs eagerly."""
        self.graphs.append(sum(node.op in _CALLS for node in module.graph.nodes))
        return module.forward

    def add(self, error: BaseException, code: Any) -> None:
        """Note one break."""
        first = (getattr(error, "msg", None) or str(error)).strip().split("\n", 1)[0].strip()
        if first == _RECOMPILE_LIMIT:
            return
        gb_type = first if isinstance(error, exc.Unsupported) else f"{type(error).__name__}: {first}"
        frames = list(getattr(error, "real_stack", None) or [])
        mine = [frame for frame in frames if not frame.filename.startswith(_TORCH)] or frames
        if mine:
            frame = mine[-1]
            site = Site(frame.filename, frame.lineno or 0, gb_type, frame.name)
        else:
            site = Site(code.co_filename, code.co_firstlineno, gb_type, code.co_name)
        if site not in self.sites:
            self.sites.append(site)


@contextlib.contextmanager
def _hooked(recording: Recording) -> Iterator[None]:
    log_graph_break = symbolic_convert.InstructionTranslatorBase.log_graph_break
    convert = convert_frame.ConvertFrameAssert.__call__

    def logged(self: Any, *args: Any, **kwargs: Any) -> Any:
        error = kwargs.get("exc", args[-1] if args else None)
        if isinstance(error, BaseException) and not getattr(error, "logged", False):
            recording.add(error, self.f_code)
        return log_graph_break(self, *args, **kwargs)

    def converted(self: Any, frame: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return convert(self, frame, *args, **kwargs)
        except (exc.Unsupported, exc.UserError) as error:
            if not getattr(error, "logged", False):
                recording.add(error, frame.f_code)
            raise

    symbolic_convert.InstructionTranslatorBase.log_graph_break = logged  # type: ignore[method-assign]
    convert_frame.ConvertFrameAssert.__call__ = converted  # type: ignore[method-assign]
    try:
        yield
    finally:
        symbolic_convert.InstructionTranslatorBase.log_graph_break = log_graph_break  # type: ignore[method-assign]
        convert_frame.ConvertFrameAssert.__call__ = convert  # type: ignore[method-assign]


def record(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Recording:
    """Let torch capture one call, without generating code."""
    recording = Recording()
    torch._dynamo.reset()  # noqa: SLF001 - torch._dynamo is torch's own name for it
    with _hooked(recording):
        compiled = torch.compile(function, backend=recording.backend)
        try:
            recording.result = compiled(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - torch's answer, whatever it is, is what is asked for
            recording.error = f"{type(error).__name__}: {error}"
    return recording


@cache
def gb_ids() -> dict[str, str]:
    """Torch's own title of a break -> its `GBnnnn` id, from the registry that the installed torch ships."""
    registry = Path(torch._dynamo.__file__).with_name("graph_break_registry.json")  # noqa: SLF001
    if not registry.is_file():
        return {}
    entries: dict[str, list[dict[str, Any]]] = json.loads(registry.read_text(encoding="utf-8"))
    return {entry["Gb_type"]: gb for gb, versions in entries.items() for entry in versions}
