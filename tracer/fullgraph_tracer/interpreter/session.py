"""One `trace` call: every frame that is captured, from the first one on, and everything that is found out on the way.

A frame is captured up to a break, its graph runs on the real values, the instruction that broke is executed for real,
and what follows is captured as a frame of its own, with the real values as its inputs: as Dynamo does with resume
functions, but without generating code. What is not captured runs for real, and the frames that it starts are offered
to the capture.
"""

from __future__ import annotations

import contextlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.bytecode import live_locals
from fullgraph_tracer.config import TraceConfig
from fullgraph_tracer.emit import nodes_needed
from fullgraph_tracer.errors import GraphBreak, TracerBug
from fullgraph_tracer.guards import DynamicMemory
from fullgraph_tracer.interpreter.captured import Captured, unsaved
from fullgraph_tracer.interpreter.concrete import ConcreteDomain, ConcreteFrame
from fullgraph_tracer.interpreter.deep import TOO_DEEP, bug
from fullgraph_tracer.interpreter.explore import explore
from fullgraph_tracer.interpreter.hook import Answer, Done, FrameHook, StartingFrame
from fullgraph_tracer.interpreter.leavable import GIVES_NOTHING, Left
from fullgraph_tracer.interpreter.leaving import changed_locals, look_at_numbers, look_at_stack, passed_through
from fullgraph_tracer.interpreter.machine import CO_GENERATOR, Frame, Returned
from fullgraph_tracer.interpreter.outer_modes import modes_off
from fullgraph_tracer.interpreter.real import RealFrame, make_root, root_callable, start_key
from fullgraph_tracer.interpreter.root import Finished, Regretted, RootFrame
from fullgraph_tracer.interpreter.tracing import Tracing
from fullgraph_tracer.interpreter.worth import has_tensor_in_frame, is_never_captured, transformed_by_functorch
from fullgraph_tracer.variables.ctx_manager.base import OpenContext
from fullgraph_tracer.variables.tensor.function_modes import active_modes
from fullgraph_tracer.variables.torch_functions import ASKED_WHETHER_COMPILING
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_vocab.breaks import control_flow, operators, recompilation
from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType

    from torch import fx

    from fullgraph_tracer.interpreter.leavable import LeavableFrame
    from fullgraph_tracer.interpreter.real import Key
    from fullgraph_tracer.variables.base import VariableTracker


class Session:
    """See the module's docstring."""

    def __init__(self, config: TraceConfig) -> None:
        self.config = config
        self._of_process = TraceConfig.of_process()
        self.captured: list[Captured] = []
        self.traced: list[Tracing] = []
        """Every attempt, those that were given up too: their kinds were seen."""
        self.breaks: list[tuple[GraphBreak, str]] = []
        self.explored: list[fx.GraphModule] = []
        """The graphs of the path that `explore` followed to its end."""
        self.unexplored = ""
        """What `explore` left out, in words."""
        self._cache: dict[Key, list[Captured]] = {}
        self._skipped: set[Key] = set()
        """Code that is left to CPython from its first refusal on, whatever its arguments."""
        self._exhausted: set[Key] = set()
        """Code that was captured as often as is allowed."""
        self._memories: dict[Key, DynamicMemory] = {}
        self._asked: CodeType | None = None
        """The code that the call is of: captured from its beginning, whatever it holds."""
        self._hook = FrameHook(self._offer)
        self._domain = ConcreteDomain()
        self._bug: TracerBug | None = None

    @property
    def kept(self) -> list[Tracing]:
        """The attempts that graphs came of."""
        return [captured.tracing for captured in self.captured] or (self.traced if self.explored else [])

    def call(self, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call `fn` for real, capturing what can be captured. Raises what the user's code raises."""
        if isinstance(fn, torch.nn.Module) and hasattr(fn, "_initialize_hook"):  # a lazy one that was never called
            prepare: Any = fn._infer_parameters  # noqa: SLF001 - what `torch.compile(fn)` does before it captures
            prepare(fn, args, kwargs)
        target = root_callable(fn)
        self._asked = getattr(target, "__code__", None)
        try:
            with self._hook.remembered(), self._hook.on():
                return target(*args, **kwargs)
        finally:
            if self._bug is not None:
                raise self._bug

    def explore(self, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        """Follow every path of a call without running anything on data (`mode="symbolic"`)."""
        explored = explore(self.config, fn, args, kwargs)
        self.traced.append(explored.tracing)
        self.breaks.extend(explored.tracing.breaks)
        self.explored, self.unexplored = explored.graphs, explored.unexplored

    # ---- frames that start

    def _offer(self, frame: StartingFrame) -> Answer:
        code = frame.f_code
        key = start_key(code)
        if key in self._skipped:
            return None
        if is_never_captured(frame):
            self._skipped.add(key)
            return None
        if code.co_flags & CO_GENERATOR:
            self._note_at_start(
                code,
                GraphBreak(control_flow.GENERATOR, detail="the frame of a generator is not captured on its own"),
                "skip_frame",
            )
            self._skipped.add(key)
            return None
        closure = frame.closure
        cells = dict(zip(code.co_freevars, closure, strict=True))
        arguments = {name: value for name, value in frame.f_locals.items() if name not in cells}
        real = RealFrame(code, frame.f_globals, arguments, cells, closure)
        try:
            captured = self._capture(real)
            if captured is None:
                return False if key in self._exhausted else None
            return Done(self._run(real, captured))
        except TracerBug as bug:
            self._bug = self._bug or bug
            return Done(error=bug)
        except BaseException as error:  # noqa: BLE001 - the frame raises it
            return Done(error=error)

    def _note_at_start(self, code: CodeType, brk: GraphBreak, how: str) -> None:
        brk.span = Span(code.co_filename, code.co_firstlineno, 0, code.co_firstlineno, 0)
        brk.frames = [brk.span]
        self.breaks.append((brk, how))

    # ---- running a frame

    def _run(self, real: RealFrame, captured: Captured | None) -> Any:
        """Run a captured frame, and capture its rest after each break, to its end."""
        while captured is not None:
            result = captured.run(real)
            outcome = captured.outcome
            if isinstance(outcome, Finished):
                return result
            going_on = self._go_on(real, outcome)
            if isinstance(going_on, Returned):
                return going_on.value
            real = going_on
            captured = self._capture(real)
        return self._run_eagerly(real)

    def _go_on(self, real: RealFrame, outcome: Left) -> RealFrame | Returned:
        """Do for real what the frame was left for in which it was left. The frame to capture next, or the result."""
        chain, depth = real.chain, len(outcome.frame.chain) - 1
        callers, leaf = chain[:depth], chain[depth]
        with contextlib.ExitStack() as open_contexts:
            for caller in callers:
                _enter_all(caller, open_contexts)
            done = self._go_on_in(leaf, outcome)
        while done is not None and callers:
            leaf = callers.pop()
            leaf.receive(done.value)
            done = Returned(leaf.stack[-1]) if leaf.only_returns else None
        return done or _without_returning([*callers, leaf])

    def _go_on_in(self, leaf: RealFrame, outcome: Left) -> Returned | None:
        if leaf.callee is not None:
            with contextlib.ExitStack() as open_contexts:
                _enter_all(leaf, open_contexts)
                value = self._run(leaf.callee, self._capture(leaf.callee))
            leaf.receive(value)
        elif outcome.how == "partial_then_skip" and not outcome.until:
            return Returned(self._run_eagerly(leaf))
        else:
            done = self._step_eagerly(leaf, outcome.until)
            if done is not None:
                return done
        # Dynamo makes no function of a rest that only returns
        return Returned(leaf.stack[-1]) if leaf.only_returns else None

    def _capture(self, real: RealFrame) -> Captured | None:
        """A capture that holds for this frame; None where the frame is left to CPython."""
        key = real.key
        if key in self._skipped:
            return None
        scope = real.scope()
        found = self._cache.setdefault(key, [])
        for known in found:
            if known.holds(scope):
                return known
        if key in self._exhausted:
            return None
        asked = real.code is self._asked and not real.index
        if not asked and not has_tensor_in_frame(real.code, real.globals, real.visible()):
            self._skipped.add(key)
            return None
        if len(found) >= self.config.recompile_limit:
            self._exhausted.add(key)
            self._note_at_start(real.code, GraphBreak(recompilation.RECOMPILE_LIMIT), "recompile_limit")
            return None
        if transformed_by_functorch():
            detail = "a function that eager applies a transform of torch.func to is not captured on its own"
            self._note_at_start(real.code, GraphBreak(operators.FUNCTORCH, gb="GB0149", detail=detail), "skip_frame")
            self._skipped.add(key)
            return None
        captured = self._trace(real)
        if captured is None:
            self._skipped.add(key)
            return None
        found.insert(0, captured)
        self.captured.append(captured)
        return captured

    def _trace(self, real: RealFrame) -> Captured | None:
        config = self.config.following(self._of_process, TraceConfig.of_process())
        tracing = Tracing(config, self._memories.setdefault(real.memory_key, DynamicMemory()))
        self.traced.append(tracing)
        with modes_off() as modes:
            return self._trace_under(modes, tracing, real)

    def _trace_under(self, modes: Sequence[Any], tracing: Tracing, real: RealFrame) -> Captured | None:
        grad_mode = torch.is_grad_enabled()
        frame = make_root(tracing, real, RootFrame, modes)
        try:
            outcome = frame.capture()
            while not self._is_given_up(tracing, frame, outcome):
                try:
                    return self._finish(tracing, frame, outcome)
                except GraphBreak as brk:  # something can't be rebuilt where the graph would end
                    left = outcome.frame if isinstance(outcome, Left) else frame
                    outcome = left.or_callers(left.leave_at_statement(frame.locate(brk)))
                except Regretted:
                    outcome = frame.leave_after_all()
        except TracerBug:
            raise
        except RecursionError as error:
            raise RecursionError(TOO_DEEP) from error
        except Exception as error:
            raise bug(tracing.active or frame, error) from error
        finally:
            tracing.process.restore()
            torch.set_grad_enabled(grad_mode)
            self._skipped.update(start_key(code) for code in tracing.refused)
        return None

    def _is_given_up(self, tracing: Tracing, frame: RootFrame, outcome: Finished | Left) -> bool:
        """Whether the frame runs in eager after all: nothing came of it, or a break was not survived."""
        if isinstance(outcome, Finished):
            return tracing.graph.call_count == 0 and not _is_kept_without_graph(tracing, frame)
        self.breaks.append((outcome.cause, outcome.how))
        return outcome.how == "skip_frame"

    def _finish(self, tracing: Tracing, frame: RootFrame, outcome: Finished | Left) -> Captured:
        """Close the graph.

        Raises GraphBreak where something that outlives it can't be rebuilt, Regretted where it may not leave.
        """
        keep: list[Any] = []
        handed: list[Any] = []
        if isinstance(outcome, Left):
            for left in reversed(outcome.frame.chain):
                kept, held = self._kept(left, outcome)
                keep += kept
                handed += held
        else:
            keep = handed = [outcome.value]
            look_at_numbers(keep)
        modes = active_modes(frame)
        outputs = nodes_needed([*keep, *modes, *tracing.effects.values()], tracing.effects)
        alone = isinstance(outcome, Finished) or outcome.frame is frame
        if alone and not outputs and tracing.effects.is_empty:
            outputs = passed_through(handed)
        frame.check_regrets(outputs)
        module = None
        if tracing.graph.call_count or outputs:
            module = tracing.graph.finish(outputs)
        left_under = None if modes == tracing.began_under else modes
        return Captured(tracing, outcome, module, outputs, list(tracing.guards), tracing.state, keep, left_under)

    @staticmethod
    def _kept(frame: LeavableFrame, outcome: Left) -> tuple[list[Any], list[Any]]:
        """What to rebuild of a frame that is left, and what of that Dynamo hands over by itself. Its blocks end."""
        live = live_locals(frame.decoded, frame.index)
        if frame.stack:
            assert frame.current is not None
            look_at_stack(frame.stack, frame.current if frame is outcome.frame and frame.waits_for is None else None)
        changed = changed_locals({name: v for name, v in frame.locals.items() if name in live})
        look_at_numbers(changed)
        keep = [v for v in map(unsaved, frame.stack) if hasattr(v, "realize")]
        keep += [*changed, *frame.cells.values(), *frame.closure]
        frame.leave_blocks()
        return keep, [*frame.stack, *changed]

    # ---- leaving it to CPython

    def _eager_frame(self, real: RealFrame) -> Frame:
        frame = ConcreteFrame(real.code, self._domain, globals_=real.globals, locals_=real.locals, closure=real.closure)
        if real.index:
            frame.cells = dict(real.cells)
        frame.stack = [_enter(value) if isinstance(value, OpenContext) else value for value in real.stack]
        frame.index = real.index
        return frame

    def _run_eagerly(self, real: RealFrame, *, offered: bool = True) -> Any:
        """Leave a frame to CPython. The frames that it starts, or waits for, are `offered` unless it is exhausted."""
        offered = offered and real.key not in self._exhausted
        frame = self._eager_frame(real)
        if real.callee is not None:
            self._finish_call(frame, real.callee, offered=offered)
        with self._hook.on() if offered else contextlib.nullcontext():
            outcome = frame.run()
        assert isinstance(outcome, Returned)
        return outcome.value

    def _finish_call(self, frame: Frame, callee: RealFrame, *, offered: bool) -> None:
        """Run what a frame waits for: the end of the call before its next instruction."""
        frame.current = frame.instructions[frame.index - 1]
        captured = self._capture(callee) if offered else None
        try:
            value = self._run(callee, captured) if offered else self._run_eagerly(callee, offered=False)
        except Exception as error:
            if not frame.unwind(error):
                raise
        else:
            if frame.current.opname not in GIVES_NOTHING:
                frame.push(value)

    def _step_eagerly(self, real: RealFrame, until: int = 0) -> Returned | None:
        """Execute the one instruction that broke, or all before `until`; then the frame is captured anew from there."""
        frame = self._eager_frame(real)
        inst = frame.instructions[frame.index]
        with self._hook.on():
            while frame.outcome is None:
                inst = frame.instructions[frame.index]
                frame.step()
                if frame.index == until if until else inst.opname not in ("PRECALL", "KW_NAMES"):
                    break
        if frame.outcome is not None:
            assert isinstance(frame.outcome, Returned)
            return frame.outcome
        self._leave_contexts(real.stack, frame.stack)
        live = live_locals(frame.decoded, frame.index)
        real.locals = {name: value for name, value in frame.locals.items() if name in live}
        real.stack, real.cells, real.index, real.left_line = frame.stack, frame.cells, frame.index, inst.line or 0
        return None

    @staticmethod
    def _leave_contexts(before: list[Any], after: list[Any]) -> None:
        """Leave what was entered for one instruction; the next capture enters its own."""
        for i in range(min(len(before), len(after)) - 1, -1, -1):
            if isinstance(before[i], OpenContext):
                after[i](None, None, None)
                after[i] = before[i]


def _is_kept_without_graph(tracing: Tracing, frame: RootFrame) -> bool:
    """Whether a frame that put nothing in the graph is used all the same (`_return` of torch's symbolic_convert)."""
    return ASKED_WHETHER_COMPILING in tracing.states or any(map(_is_module_class, frame.locals.values()))


def _is_module_class(value: VariableTracker) -> bool:
    known = value.looked_at()
    return isinstance(known, UserDefinedClassVariable) and issubclass(known.value, torch.nn.Module)


def _without_returning(chain: list[RealFrame]) -> RealFrame:
    """The outermost of the frames that go on, without those that only return what their callees do."""
    going_on = [frame for frame in chain[:-1] if not frame.only_returns] + chain[-1:]
    for caller, callee in pairwise(going_on):
        caller.callee = callee
    return going_on[0]


def _enter_all(real: RealFrame, open_contexts: contextlib.ExitStack) -> None:
    """Enter what is open in a frame that waits."""
    for value in real.stack:
        if isinstance(value, OpenContext):
            open_contexts.enter_context(value.make())


def _enter(context: OpenContext) -> Any:
    manager = context.make()
    manager.__enter__()
    return manager.__exit__
