"""The installed `torch._dynamo`, watched: what it captures, where it breaks, what it takes every value for.

Everything is read from structured places (the exceptions' own user stacks, the translator's stack), never from log text,
save the title of a break, which is the first line of its message. `explain` and the graph count miss skipped frames;
the hooks here do not.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

import torch
import torch._dynamo
from torch._dynamo import convert_frame, exc, symbolic_convert
from torch._dynamo.variables.lazy import LazyVariableTracker

from . import places
from .observation import BreakSeen, GraphSeen, Observation, SpanKey, span_key
from .targets import graph_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ESCALATED = "*** While handling this graph break, another graph break occurred: ***"
RECOMPILE_LIMIT = "Dynamo recompile limit exceeded"
_GB_IDS = exc._load_gb_type_to_gb_id_map()
RESUMED = "torch_dynamo_resume_in_"

NO_VALUE = frozenset(
    """CACHE COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST DELETE_GLOBAL DELETE_NAME DELETE_SUBSCR
    DICT_MERGE DICT_UPDATE END_FOR END_SEND EXTENDED_ARG FOR_ITER JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD
    KW_NAMES LIST_APPEND LIST_EXTEND MAKE_CELL MAP_ADD NOP POP_BLOCK POP_EXCEPT POP_JUMP_BACKWARD_IF_FALSE
    POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_FORWARD_IF_FALSE
    POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_IF_FALSE POP_JUMP_IF_NONE
    POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE POP_TOP PRECALL PREP_RERAISE_STAR PUSH_EXC_INFO PUSH_NULL RAISE_VARARGS RERAISE
    RESUME RETURN_CONST RETURN_GENERATOR RETURN_VALUE SET_ADD SET_UPDATE STORE_ATTR STORE_DEREF STORE_GLOBAL STORE_NAME
    STORE_SLICE STORE_SUBSCR SWAP UNPACK_EX UNPACK_SEQUENCE YIELD_VALUE COPY SETUP_ANNOTATIONS JUMP_IF_FALSE_OR_POP
    JUMP_IF_TRUE_OR_POP""".split()
)
"""Instructions that leave no new value of their own span on top of the stack (`FOR_ITER` carries the span of the iterable,
not of the item)."""


@dataclass
class OracleReport:
    """What torch made of a case. Plain data, save `result`."""

    seen: Observation
    result: Any = None
    frames_compiled: int = 0


@dataclass
class _Recorder:
    """Collects what the hooks hand over during one run."""

    graphs: list[GraphSeen] = field(default_factory=list)
    breaks: list[BreakSeen] = field(default_factory=list)
    values: dict[tuple[str, Any], list[Any]] = field(default_factory=dict)
    tops: dict[tuple[str, Any], Any] = field(default_factory=dict)

    def backend(self, module: torch.fx.GraphModule, _inputs: object) -> Callable[..., Any]:
        self.graphs.append(graph_seen(module))
        return module.forward

    def note(self, file: str, positions: Any, value: Any) -> None:
        """One value of one span. Lazies are kept whole: they may be realized later."""
        known = self.values.setdefault((file, positions), [])
        item = value if isinstance(value, LazyVariableTracker) else type(value).__name__
        if item in known and isinstance(item, str):
            known.remove(item)
        known.append(item)

    def note_break(self, error: Any, how: str, code: Any = None, line: int = 0) -> None:
        self.breaks.append(break_seen(error, how, code, line))


def root_title(message: str, attribute: str) -> tuple[str, str]:
    """(title of the root cause, title it was escalated under or "")."""
    root, escalated, _ = message.partition(ESCALATED)
    first = next((line.strip() for line in root.splitlines() if line.strip()), "")
    title = first if escalated or not attribute else attribute
    return title, attribute if attribute != title else ""


def gb_id(title: str) -> str:
    """The `GBnnnn` of a title, from torch's own registry; empty where it has none."""
    return str(_GB_IDS.get(title, ""))


def _frames(error: Any) -> list[tuple[str, int, str]]:
    stack = getattr(error, "real_stack", None)
    if stack is None:
        stack = torch._guards.TracingContext.extract_stack()
    return [(f.filename, f.lineno or 0, _plain(f.name)) for f in stack]


def _plain(name: str) -> str:
    return name.removeprefix(RESUMED).rsplit("_at_", 1)[0] if name.startswith(RESUMED) else name


def break_seen(error: Any, how: str, code: Any = None, line: int = 0) -> BreakSeen:
    """The facts of one break, from the exception that Dynamo handled."""
    message = str(getattr(error, "msg", None) or error)
    title, outer = root_title(message, getattr(error, "gb_type", None) or "")
    frames = _frames(error)
    if not frames and code is not None:
        frames = [(code.co_filename, line or code.co_firstlineno, _plain(code.co_name))]
    named = [(places.short(f), n, name) for f, n, name in frames]
    leaf = named[-1] if named else ("?", 0, "?")
    user = next((f for f in reversed(named) if not places.is_torch(f[0])), leaf)
    return BreakSeen(
        gb_type=title,
        file=user[0],
        line=user[1],
        how="recompile_limit" if title == RECOMPILE_LIMIT else how,
        outer_type=outer,
        leaf="" if user == leaf else f"{leaf[0]}:{leaf[1]}",
        frames=[f"{f}:{n}:{name}" for f, n, name in named],
        message=message.strip(),
        gb=gb_id(title),
    )


def _how(reason: str, error: object) -> str:
    if reason.startswith("Failed to handle graph break gracefully"):
        return "skip_frame"
    if reason.startswith("Encountered graph break that we cannot resume from"):
        return "partial_then_skip"
    return "jump" if reason == str(error) else "resume"


@contextlib.contextmanager
def _hooks(recorder: _Recorder, *, kinds: bool) -> Iterator[None]:
    translator = symbolic_convert.InstructionTranslatorBase
    log, step, convert = translator.log_graph_break, translator.step, convert_frame.ConvertFrameAssert.__call__

    def log_graph_break(self: Any, code_options: Any, reason: str, exc: Any) -> None:
        if not exc.logged:
            recorder.note_break(exc, _how((reason or "").strip(), exc), self.f_code, self.lineno)
        log(self, code_options, reason, exc)

    def convert_frame_call(self: Any, frame: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return convert(self, frame, *args, **kwargs)
        except (exc.Unsupported, exc.UserError) as error:
            if not isinstance(error, exc.SkipFrame) and not error.logged:
                recorder.note_break(error, "frame_error", frame.f_code)
            raise

    def watched_step(self: Any) -> bool:
        pointer = self.instruction_pointer
        going = step(self)
        if pointer is not None:
            _note_step(recorder, self, pointer)
        return going

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(translator, "log_graph_break", log_graph_break))
        stack.enter_context(mock.patch.object(convert_frame.ConvertFrameAssert, "__call__", convert_frame_call))
        if kinds:
            stack.enter_context(mock.patch.object(translator, "step", watched_step))
        yield


def _note_step(recorder: _Recorder, tx: Any, pointer: int) -> None:
    inst = tx.instructions[pointer]
    positions = inst.positions
    if positions is None or positions.col_offset is None:
        return
    key = (tx.f_code.co_filename, positions)
    if inst.opname == "STORE_FAST":
        value = tx.symbolic_locals.get(inst.argval)
    else:
        value = tx.stack[-1] if tx.stack else None
    if value is None:
        return
    recorder.tops[key] = value
    raised = tx.instruction_pointer != pointer + 1 and inst.opname not in ("SEND", "BEFORE_WITH")
    if inst.opname not in NO_VALUE and not raised:
        recorder.note(*key, value)


def _class_name(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, LazyVariableTracker) and value.is_realized():
        value = value.unwrap()
    return type(value).__name__


def _key(file: str, positions: Any) -> SpanKey:
    line, end_line = positions.lineno, positions.end_lineno
    start = places.characters(file, line, positions.col_offset)
    end = places.characters(file, end_line, positions.end_col_offset)
    return span_key(places.short(file), line, start, end_line, end)


def _resolved(values: list[Any]) -> list[str]:
    """Class names, the last one last. A lazy that was never looked at says nothing where another pass looked."""
    names = [_class_name(v) for v in values]
    looked = [n for n in names if not n.startswith("Lazy")]
    return list(reversed(dict.fromkeys(reversed(looked or names))))


def run_oracle(
    fn: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    kinds: bool = True,
    config: Mapping[str, Any] | None = None,
) -> OracleReport:
    """Capture `fn(*args, **kwargs)` with the installed torch, from a clean Dynamo, and run what it captured eagerly."""
    torch._dynamo.reset()
    recorder = _Recorder()
    seen = Observation()
    result: Any = None
    options = {"automatic_dynamic_local_pgo": False, **(config or {})}
    with torch._dynamo.config.patch(options), _hooks(recorder, kinds=kinds):
        compiled = torch.compile(fn, backend=recorder.backend)
        start = time.perf_counter()
        try:
            result = compiled(*args, **(kwargs or {}))
        except Exception as error:  # noqa: BLE001 - whatever a captured program raises is part of the answer
            seen.error = f"{type(error).__name__}: {str(error)[:600]}"
            seen.traceback = traceback.format_exc()[-4000:]
        seen.seconds = time.perf_counter() - start
    seen.graphs, seen.breaks = recorder.graphs, recorder.breaks
    for (file, positions), values in recorder.values.items():
        key = _key(file, positions)
        seen.kinds[key] = _resolved(values)
        if positions.lineno and not file.startswith("<"):
            *_, line, column, end_line, end_column = key.rsplit(":", 4)
            seen.texts[key] = places.excerpt(file, int(line), int(column), int(end_line), int(end_column))
    for (file, positions), value in recorder.tops.items():
        seen.raw_kinds[_key(file, positions)] = _class_name(value)
    return OracleReport(seen=seen, result=result, frames_compiled=torch._dynamo.utils.counters["frames"]["ok"])
