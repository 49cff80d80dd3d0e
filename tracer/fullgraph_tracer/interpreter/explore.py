"""`mode="symbolic"`: nothing runs on data, and one pass finds every break of a function, not the first.

After a break the result is unknown and the frame that broke goes on, an inlined callee too. A branch on data is
followed on both sides: one to the end of its frame, only to see what happens there, and after a rollback the other.
`Budget` says how often, so that a pass ends whatever the program does.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import MethodType
from typing import TYPE_CHECKING, Any, NoReturn

import torch

from fullgraph_tracer.bytecode import live_locals, stack_effect
from fullgraph_tracer.emit import nodes_needed
from fullgraph_tracer.errors import GraphBreak, NotKnown, TracerBug, UserRaised
from fullgraph_tracer.interpreter.asserting import assert_message
from fullgraph_tracer.interpreter.budget import Budget, OutOfBudget
from fullgraph_tracer.interpreter.deep import TOO_DEEP, bug
from fullgraph_tracer.interpreter.frame import SymbolicFrame
from fullgraph_tracer.interpreter.leaving import escapes, operand_count
from fullgraph_tracer.interpreter.outer_modes import modes_off
from fullgraph_tracer.interpreter.real import make_root, real_frame_of, root_callable
from fullgraph_tracer.interpreter.tracing import Tracing
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.misc.unknown import UnknownVariable
from fullgraph_tracer.variables.tensor import TensorVariable
from fullgraph_tracer.variables.torch_functions import SkipFunctionVariable
from fullgraph_vocab.breaks import control_flow, exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import fx

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.interpreter.budget import Place
    from fullgraph_tracer.interpreter.machine import Returned, Snapshot, Yielded

_NO_CONTINUATION = frozenset({"RERAISE", "RAISE_VARARGS", "FOR_ITER", "SEND", "YIELD_VALUE", "RETURN_GENERATOR"})
_CHANGES_ITS_TARGET = frozenset(
    "DICT_MERGE DICT_UPDATE LIST_APPEND LIST_EXTEND MAP_ADD POP_TOP SET_ADD SET_UPDATE".split()
)
_GIVES_TWO = frozenset({"BEFORE_WITH", "LOAD_METHOD"})
_LOADS_FOR_CALL = frozenset({"LOAD_ATTR", "LOAD_GLOBAL", "LOAD_SUPER_ATTR"})


class ExploringFrame(SymbolicFrame):
    """A frame that goes on after a break with an unknown result."""

    _forced: bool | None = None
    _start: Snapshot | None = None
    _is_alone = False
    """Whether it broke: then its rest is no part of its callers' graph, and who calls it cannot catch in the graph."""
    regrets: tuple[tuple[fx.Node, GraphBreak], ...] = ()
    """Of the root: the breaks that happen if what a node gives leaves the graph."""

    def callee_class(self) -> type[SymbolicFrame]:
        return ExploringFrame

    def too_deep(self) -> NoReturn:
        raise RecursionError(TOO_DEEP)

    @property
    def budget(self) -> Budget:
        """What is left of the pass."""
        budget = self.tracing.budget
        assert isinstance(budget, Budget)
        return budget

    def explore(self) -> None:
        """Run to the end of this frame, or of this path through it. Raises what ends it early."""
        try:
            outcome = self.execute()
        except GraphBreak as brk:
            self.tracing.note_break(self.locate(brk), "skip_frame")
            raise
        except UserRaised as raised:
            if not self._is_guarded():
                self._note_escape(raised)
            raise
        if self.parent_tx is None:
            self.check_kept([outcome.value])

    def execute(self) -> Returned | Yielded:
        try:
            return super().execute()
        except UserRaised as raised:
            if self._is_alone:
                self._note_escape(raised)
            raise

    def _note_escape(self, raised: UserRaised) -> None:
        escaped = GraphBreak(exceptions.OBSERVED_EXCEPTION, type=raised.value.type_name())
        escaped.frames, escaped.span = raised.frames, raised.frames[-1]
        self.tracing.note_break(escaped, "skip_frame")

    def _is_guarded(self) -> bool:
        """Whether some caller may handle what this frame raises."""
        caller = self.parent_tx
        while caller is not None:
            if caller.current is not None and caller.current.handler is not None:
                return True
            caller = caller.parent_tx
        return False

    def step(self) -> None:
        self.budget.spend_step()
        self._start, mark = self.snapshot(), self.journal.mark()
        try:
            super().step()
        except (GraphBreak, NotKnown, UserRaised) as end:
            inst = self.current
            assert inst is not None
            if isinstance(end, GraphBreak):
                self.tracing.note_break(self.locate(end), "resume")
            elif isinstance(end, UserRaised) and not self._for_want_of_knowledge(end):
                raise
            if inst.opname in _NO_CONTINUATION:
                raise
            self.journal.rollback(mark)
            if isinstance(end, GraphBreak):
                self.journal.set(self, "_is_alone", True)
                self._end_graph()
            self._with_unknown(inst, self._start)
            if isinstance(end, GraphBreak):
                self._leave_behind()

    def unwind(self, exc: BaseException) -> bool:
        if isinstance(exc, UserRaised) and self._for_want_of_knowledge(exc):
            return False
        return super().unwind(exc)

    def _for_want_of_knowledge(self, raised: UserRaised) -> bool:
        """Whether an exception was raised here for no better reason than that an operand is unknown."""
        inst, before = self.current, self._start
        if raised.frames or inst is None or before is None or inst.opname in _NO_CONTINUATION:
            return False
        count = operand_count(inst)
        operands = before.stack[len(before.stack) - count :] if count > 0 else ()
        return any(_holds_unknown(value) for value in operands if isinstance(value, VariableTracker))

    def _with_unknown(self, inst: Instruction, before: Snapshot) -> None:
        """Put the frame into the state after `inst`, with unknown results."""
        self.restore(before)
        self.index = inst.index + 1
        self.current = inst
        produced = _produced(inst)
        del self.stack[max(0, len(self.stack) + stack_effect(inst, jump=False) - produced) :]
        self.stack.extend(UnknownVariable() for _ in range(produced))
        self.kw_names = ()

    def branch(self, inst: Instruction, value: Any) -> bool:
        value = value.realize()
        if self._forced is not None:
            forced, self._forced = self._forced, None
            return forced
        is_assert = self.config.rewrite_assert_with_torch_assert and assert_message(self.instructions, inst) is not None
        if not value.is_data_dependent or (is_assert and not isinstance(value, UnknownVariable)):
            try:
                return super().branch(inst, value)
            except GraphBreak as brk:  # what it is decides nothing: both sides may come
                self.tracing.note_break(self.locate(brk), "resume")
                self._end_graph()
        elif not isinstance(value, UnknownVariable):
            self.tracing.note_break(self.locate(GraphBreak(control_flow.TENSOR_BRANCH)), "resume")
            self._end_graph()
        place = self._place()
        if not self.budget.follows_both(place):
            return self.budget.next_side(place)
        self._follow(True)
        return False

    # ---- where a graph ends

    def regret(self, node: fx.Node, cause: GraphBreak, frame: SymbolicFrame) -> None:  # noqa: ARG002 - nothing goes back
        self.journal.set(self, "regrets", (*self.regrets, (node, cause)))

    def _end_graph(self) -> None:
        """A graph ends at a break. As where it would be run, what is kept of the root's state may be a break itself."""
        root = self.root
        assert isinstance(root, ExploringFrame)
        before = root._start  # noqa: SLF001 - it is one of these frames
        assert before is not None
        live = live_locals(root.decoded, before.index)
        kept = [*before.stack, *(value for name, value in before.locals.items() if name in live)]
        root.check_kept([value for value in kept if isinstance(value, VariableTracker)])
        self.graph.cut()

    def _leave_behind(self) -> None:
        """What waits on the stacks is real after a break: of a tensor's method, a function written in C is left."""
        frame: SymbolicFrame | None = self
        while frame is not None:
            frame.stack[:] = [_left_behind(value) for value in frame.stack]
            frame = frame.parent_tx

    def check_kept(self, values: Sequence[VariableTracker]) -> None:
        """Note what is wrong with handing these on, and what was changed, to after the graph."""
        mark = self.journal.mark()
        try:
            outputs = nodes_needed([*values, *self.effects.values()], self.effects)
        except GraphBreak as brk:
            self.tracing.note_break(self.locate(brk), "partial_then_skip")
        else:
            for node, cause in self.regrets:
                if escapes(node, outputs):
                    self.tracing.note_break(cause, "resume")
        self.journal.rollback(mark)

    # ---- branches

    def _place(self) -> Place:
        """Where the program stands, by the calls that lead here; each of a recursion counts once."""
        places: dict[tuple[Any, int], None] = {}
        frame: SymbolicFrame | None = self
        while frame is not None:
            assert frame.current is not None
            places[frame.code, frame.current.index] = None
            frame = frame.parent_tx
        return tuple(places)

    def _follow(self, truth: bool) -> None:
        """Go the other way to the end of this frame, to see what happens there; then everything is as before."""
        assert self._start is not None
        now, mark, start = self.snapshot(), self.journal.mark(), self._start
        self.restore(start)
        self._forced = truth
        try:
            self.explore()
        except (GraphBreak, NotKnown, UserRaised):
            pass  # that way ends there; the breaks on it are noted
        except RecursionError:
            self.budget.ended = TOO_DEEP
        finally:
            self._forced = None
            self.journal.rollback(mark)
            self.restore(now)
            self._start = start


def _produced(inst: Instruction) -> int:
    """How many values an instruction pushes, after it has popped its operands."""
    name = inst.opname
    if name.startswith(("STORE_", "DELETE_")) or "JUMP" in name or name in _CHANGES_ITS_TARGET:
        return 0
    if name in ("UNPACK_SEQUENCE", "UNPACK_EX"):
        return stack_effect(inst) + 1
    return 2 if name in _GIVES_TWO or (name in _LOADS_FOR_CALL and _loads_for_call(inst)) else 1


def _left_behind(value: Any) -> Any:
    if isinstance(value, BuiltinMethodVariable) and isinstance(value.obj, TensorVariable):
        method = getattr(torch.Tensor, value.name, None)
        return value if method is None else SkipFunctionVariable(method)
    return value


def _holds_unknown(value: VariableTracker) -> bool:
    value = value.realize()
    return isinstance(value, UnknownVariable) or any(isinstance(part, UnknownVariable) for part in value.parts())


def _loads_for_call(inst: Instruction) -> bool:
    """Whether a NULL or the object comes with what is loaded."""
    if inst.opname == "LOAD_ATTR" and sys.version_info < (3, 12):
        return False
    return bool(inst.arg & 1)


@dataclass(frozen=True, slots=True)
class Explored:
    """What a pass found out."""

    tracing: Tracing
    graphs: list[fx.GraphModule]
    """Of the path that was followed to its end."""
    unexplored: str
    """What was left out, in words."""


def explore(config: TraceConfig, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Explored:
    """Follow every path of a call without running anything on data."""
    fn = root_callable(fn)
    if isinstance(fn, torch.nn.Module):
        fn = fn.forward
    if isinstance(fn, MethodType):
        fn, args = fn.__func__, [fn.__self__, *args]
    tracing = Tracing(config)
    tracing.budget = budget = Budget(config)
    with modes_off() as modes:
        frame = make_root(tracing, real_frame_of(fn, args, kwargs), ExploringFrame, modes)
        return _explored(frame, budget)


def _explored(frame: ExploringFrame, budget: Budget) -> Explored:
    tracing = frame.tracing
    grad_mode = torch.is_grad_enabled()
    try:
        _run(frame, budget)
        return Explored(tracing, tracing.graph.close_all(), budget.word())
    except TracerBug:
        raise
    except Exception as error:
        raise bug(tracing.active or frame, error) from error
    finally:
        tracing.process.restore()
        torch.set_grad_enabled(grad_mode)


def _run(frame: ExploringFrame, budget: Budget) -> None:
    try:
        frame.explore()
    except OutOfBudget:
        budget.ended = f"after {frame.config.step_budget} instructions the rest was left out"
    except RecursionError:
        budget.ended = TOO_DEEP
    except (GraphBreak, NotKnown, UserRaised):
        pass  # noted
