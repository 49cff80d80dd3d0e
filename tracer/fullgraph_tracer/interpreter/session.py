"""One `trace` call: every frame that is captured, from the first one on, and everything that is found out on the way.

A frame is captured up to a break, its graph runs on the real values, the instruction that broke is executed for real, and
what follows is captured as a frame of its own, with the real values as its inputs: as Dynamo does with resume functions, but
without generating code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import torch

from fullgraph_tracer import skips
from fullgraph_tracer.bytecode import decode, live_locals
from fullgraph_tracer.emit import Emitter, nodes_needed
from fullgraph_tracer.errors import GraphBreak, TracerBug, UserRaised
from fullgraph_tracer.interpreter.binding import bind_arguments
from fullgraph_tracer.interpreter.eager import EagerDomain
from fullgraph_tracer.interpreter.explore import ExploringFrame
from fullgraph_tracer.interpreter.frame import SymbolicFrame
from fullgraph_tracer.interpreter.machine import CO_ANY_GENERATOR, NULL, Frame, Returned, builtins_of
from fullgraph_tracer.interpreter.root import Finished, Left, RootFrame
from fullgraph_tracer.interpreter.tracing import Tracing
from fullgraph_tracer.interpreter.wrapped import wrap_inline
from fullgraph_tracer.interpreter.worth import has_tensor_in_frame
from fullgraph_tracer.sources import CellSource, LocalSource, Scope, StackSource
from fullgraph_tracer.variables.ctx_manager.base import OpenContext
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.misc.cells import CellVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CellType, CodeType

    from torch import fx

    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.guards import Guard
    from fullgraph_tracer.interpreter.machine import Snapshot
    from fullgraph_tracer.variables.base import VariableTracker

AnyFrame = TypeVar("AnyFrame", bound=SymbolicFrame)


@dataclass
class RealFrame:
    """The real state of a frame between instructions: what a capture starts from, and what eager goes on with."""

    code: CodeType
    globals: dict[str, Any]
    locals: dict[str, Any]
    cells: dict[str, CellType]
    closure: tuple[CellType, ...] = ()
    stack: list[Any] = field(default_factory=list)
    index: int = 0

    def scope(self) -> Scope:
        """What sources are evaluated in."""
        return Scope(self.locals, self.globals, dict(builtins_of(self.globals)), self.cells, self.stack)


@dataclass
class Captured:
    """One captured frame: its guards, its graph, and how to go on after the graph has run."""

    tracing: Tracing
    frame: RootFrame
    outcome: Finished | Left
    module: fx.GraphModule | None
    outputs: list[fx.Node]
    guards: list[Guard]
    keep: list[VariableTracker]
    """The variables to rebuild: the result, or the stack and the live locals."""

    def holds(self, scope: Scope) -> bool:
        """Whether it may be used for another call of the same code."""
        return all(guard.holds(scope) for guard in self.guards)

    def run(self, real: RealFrame) -> Any:
        """Run the graph on real values and make the side effects real. The result, or None with `real` advanced."""
        scope = real.scope()
        values: dict[fx.Node, Any] = {}
        if self.module is not None:
            arguments = self.tracing.graph.arguments(scope)
            values = dict(zip(self.outputs, self.module(*arguments), strict=True))
        emit = Emitter(scope, values, self.tracing.effects)
        rebuilt = [emit(variable) for variable in self.keep]
        self.tracing.effects.apply(emit)
        if isinstance(self.outcome, Finished):
            return rebuilt[0]
        self._advance(real, emit)
        return None

    def _advance(self, real: RealFrame, emit: Emitter) -> None:
        frame = self.frame
        real.stack = [emit(v) if hasattr(v, "realize") else v for v in frame.stack]
        live = live_locals(frame.decoded, frame.index)
        real.locals = {name: emit(v) for name, v in frame.locals.items() if name in live}
        real.cells = {name: emit(cell) for name, cell in frame.cells.items()}
        real.index = frame.index


class Session:
    """See the module's docstring."""

    def __init__(self, config: TraceConfig) -> None:
        self.config = config
        self.captured: list[Captured] = []
        self.traced: list[Tracing] = []
        """Every attempt, those that were given up too: their kinds were seen."""
        self.breaks: list[tuple[GraphBreak, str]] = []
        self.explored: list[fx.GraphModule] = []
        """The graphs of the path that `explore` followed to its end."""
        self._cache: dict[tuple[CodeType, int], list[Captured]] = {}
        self._skipped: set[tuple[CodeType, int]] = set()
        self._eager = EagerDomain(self.call_function)

    def call(self, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call `fn` for real, capturing what can be captured. Raises what the user's code raises."""
        return self._eager.call_object(root_callable(fn), args, kwargs)

    def call_function(self, fn: FunctionType, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call a Python function: captured, interpreted with its callees captured, or natively."""
        code = fn.__code__
        if code.co_flags & CO_ANY_GENERATOR:
            return fn(*args, **kwargs)
        skipped = skips.skips_frame(code)
        if skipped and not passes_calls_on(code):
            return fn(*args, **kwargs)
        real = self._real_frame(fn, args, kwargs)
        if skipped:
            return self._run_eagerly(real)
        return self._run(real)

    def explore(self, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Follow every path of a call without running anything on data (`mode="symbolic"`)."""
        if isinstance(fn, torch.nn.Module):
            fn = fn.forward
        if isinstance(fn, MethodType):
            fn, args = fn.__func__, [fn.__self__, *args]
        real = self._real_frame(fn, args, kwargs)
        tracing = Tracing(self.config)
        tracing.callee_class = ExploringFrame
        self.traced.append(tracing)
        frame = make_root(tracing, real, ExploringFrame)
        grad_mode = torch.is_grad_enabled()
        try:
            frame.execute()
        except GraphBreak as brk:
            tracing.note_break(frame.locate(brk), "skip_frame")
        except UserRaised as raised:
            brk = GraphBreak(exceptions.OBSERVED_EXCEPTION, type=raised.value.type_name())
            tracing.note_break(frame.locate(brk), "skip_frame")
        finally:
            tracing.process.restore()
            torch.set_grad_enabled(grad_mode)
        self.breaks.extend(tracing.breaks)
        self.explored = tracing.graph.close_all()

    def _real_frame(self, fn: FunctionType, args: Sequence[Any], kwargs: Mapping[str, Any]) -> RealFrame:
        code = fn.__code__
        bound = bind_arguments(
            code,
            fn.__qualname__,
            args,
            kwargs,
            defaults=fn.__defaults__ or (),
            kwdefaults=fn.__kwdefaults__ or {},
            make_tuple=tuple,
            make_dict=dict,
        )
        closure = fn.__closure__ or ()
        return RealFrame(code, fn.__globals__, bound, dict(zip(code.co_freevars, closure, strict=True)), closure)

    # ---- running a frame

    def _run(self, real: RealFrame) -> Any:
        """Capture and run a frame, break after break, to its end."""
        while True:
            captured = self._capture(real)
            if captured is None:
                return self._run_eagerly(real)
            result = captured.run(real)
            outcome = captured.outcome
            if isinstance(outcome, Finished):
                return result
            if outcome.how == "partial_then_skip":
                return self._run_eagerly(real)
            done = self._step_eagerly(real)
            if done is not None:
                return done.value

    def _capture(self, real: RealFrame) -> Captured | None:
        """A capture that holds for this frame; None where the frame is left to eager."""
        key = (real.code, real.index)
        stack = {f"___stack{position}": value for position, value in enumerate(real.stack)}  # locals of a resumed frame
        if key in self._skipped or not has_tensor_in_frame(real.code, real.globals, {**real.locals, **stack}):
            return None
        scope = real.scope()
        for known in self._cache.get(key, ()):
            if known.holds(scope):
                return known
        try:
            captured = self._trace(real)
        except GraphBreak as brk:
            self.breaks.append((brk, "skip_frame"))
            captured = None
        if captured is None:
            self._skipped.add(key)
            return None
        self._cache.setdefault(key, []).append(captured)
        self.captured.append(captured)
        return captured

    def _trace(self, real: RealFrame) -> Captured | None:
        tracing = Tracing(self.config)
        self.traced.append(tracing)
        frame = make_root(tracing, real, RootFrame)
        grad_mode = torch.is_grad_enabled()
        try:
            outcome = frame.capture()
            if isinstance(outcome, Left) and outcome.how != "skip_frame":
                frame.leave_blocks()
        except (GraphBreak, TracerBug):
            raise
        except Exception as error:
            active = tracing.active or frame
            raise TracerBug(f"{type(error).__name__} at {active.span}: {error}") from error
        finally:
            tracing.process.restore()
            torch.set_grad_enabled(grad_mode)
        if isinstance(outcome, Left):
            self.breaks.append((outcome.cause, outcome.how))
            if outcome.how == "skip_frame":
                return None
            live = live_locals(frame.decoded, frame.index)
            keep = [v for v in frame.stack if hasattr(v, "realize")]
            keep += [v for name, v in frame.locals.items() if name in live]
            keep += list(frame.cells.values())
        else:
            keep = [outcome.value]
        try:
            outputs = nodes_needed([*keep, *tracing.effects.values()], tracing.effects)
        except GraphBreak as brk:  # something can't be rebuilt: the place is where the graph would end
            raise frame.locate(brk) from None
        module = None
        if tracing.graph.call_count or outputs:
            module = tracing.graph.finish(outputs)
        return Captured(tracing, frame, outcome, module, outputs, list(tracing.guards), keep)

    # ---- leaving it to eager

    def _eager_frame(self, real: RealFrame) -> Frame:
        frame = Frame(
            real.code, self._eager, globals_=real.globals, locals_=real.locals, closure=real.closure
        )
        if real.index:
            frame.cells = dict(real.cells)
        frame.stack = [_enter(value) if isinstance(value, OpenContext) else value for value in real.stack]
        frame.index = real.index
        return frame

    def _run_eagerly(self, real: RealFrame) -> Any:
        outcome = self._eager_frame(real).run()
        assert isinstance(outcome, Returned)
        return outcome.value

    def _step_eagerly(self, real: RealFrame) -> Returned | None:
        """Execute the one instruction that broke; then the frame is captured anew from there."""
        frame = self._eager_frame(real)
        while True:
            inst = frame.instructions[frame.index]
            frame.step()
            if inst.opname not in ("PRECALL", "KW_NAMES"):
                break
        if frame.outcome is not None:
            assert isinstance(frame.outcome, Returned)
            return frame.outcome
        self._leave_contexts(real.stack, frame.stack)
        real.stack, real.locals, real.cells, real.index = frame.stack, frame.locals, frame.cells, frame.index
        return None

    @staticmethod
    def _leave_contexts(before: list[Any], after: list[Any]) -> None:
        """Leave what was entered for one instruction; the next capture enters its own."""
        for i in range(min(len(before), len(after)) - 1, -1, -1):
            if isinstance(before[i], OpenContext):
                after[i](None, None, None)
                after[i] = before[i]


def root_callable(fn: Any) -> Any:
    """What `torch.compile(fn)` captures the frame of: `fn` itself, or a wrapper where its own frame is left alone."""
    if isinstance(fn, torch.nn.Module):
        forward = fn.forward
        skipped = isinstance(forward, MethodType) and skips.skips_frame(forward.__func__.__code__)
        return wrap_inline(fn) if skipped else fn
    function = fn.__func__ if isinstance(fn, MethodType) else fn
    if isinstance(function, FunctionType) and not skips.skips_frame(function.__code__):
        return fn
    return wrap_inline(fn)


def _enter(context: OpenContext) -> Any:
    manager = context.make()
    manager.__enter__()
    return manager.__exit__


def make_root(tracing: Tracing, real: RealFrame, cls: type[AnyFrame]) -> AnyFrame:
    """The symbolic frame for a real one, all inputs lazy."""
    frame = cls(tracing, real.code, globals_=real.globals, locals_={})
    for name, value in real.locals.items():
        frame.locals[name] = LazyVariableTracker(frame, value, LocalSource(name))
    cells = {name: _wrap_cell(frame, name, cell) for name, cell in real.cells.items()}
    frame.closure = tuple(cells[name] for name in real.code.co_freevars)
    if real.index:
        frame.cells = cells
    frame.index = real.index
    for i, value in enumerate(real.stack):
        if isinstance(value, OpenContext):
            assert isinstance(frame, RootFrame)
            frame.enter_again(value)
        elif value is NULL:
            frame.stack.append(value)
        else:
            frame.stack.append(LazyVariableTracker(frame, value, StackSource(i)))
    return frame


def _wrap_cell(frame: SymbolicFrame, name: str, cell: CellType) -> CellVariable:
    known = frame.effects.known(cell)
    if isinstance(known, CellVariable):
        return known
    try:
        value = cell.cell_contents
    except ValueError:
        contents = None
    else:
        contents = LazyVariableTracker(frame, value, CellSource(name))
    made = CellVariable(contents, name=name, source=CellSource(name, cell=True))
    frame.effects.track(cell, made)
    return made


_PASSING_ON = ("torch/nn/modules/module.py", "torch/utils/_contextlib.py", "contextlib.py", "functools.py")


def passes_calls_on(code: CodeType) -> bool:
    """Whether a skipped file's functions exist to call the user's: then they are interpreted, not called natively."""
    return code.co_filename.replace("\\", "/").endswith(_PASSING_ON)
