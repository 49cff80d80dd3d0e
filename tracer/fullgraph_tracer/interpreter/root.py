"""The root frame of a capture: where it may be left and resumed, and what a break does to it.

Dynamo resumes after a break only at some instructions, outside `try`, and not inside a loop; elsewhere it keeps what
was captured up to the last statement boundary and runs the rest in eager, or gives the whole frame up. The same rules
hold here, but a break rolls back to a checkpoint instead of starting the analysis again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.interpreter.asserting import assert_message
from fullgraph_tracer.interpreter.comprehensions import (
    after_comprehension,
    begins_comprehension,
    last_of_comprehension,
)
from fullgraph_tracer.interpreter.frame import Block, SymbolicFrame
from fullgraph_tracer.interpreter.machine import Returned, Yielded
from fullgraph_tracer.sources import StackSource
from fullgraph_tracer.variables.tensor import SymNodeVariable
from fullgraph_vocab.breaks import control_flow, exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import fx

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Snapshot
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.ctx_manager.base import OpenContext

RESUMABLE = frozenset(
    {
        "COMPARE_OP",
        "CALL",
        "CALL_FUNCTION_EX",
        "CALL_KW",
        "STORE_ATTR",
        "STORE_SUBSCR",
        "BINARY_SUBSCR",
        "BINARY_SLICE",
        "STORE_SLICE",
    }
)
"""The instructions after which Dynamo makes a resume function."""

CONDITIONAL_JUMPS = frozenset(
    {
        "JUMP_IF_FALSE_OR_POP",
        "JUMP_IF_TRUE_OR_POP",
        "POP_JUMP_BACKWARD_IF_FALSE",
        "POP_JUMP_BACKWARD_IF_TRUE",
        "POP_JUMP_FORWARD_IF_FALSE",
        "POP_JUMP_FORWARD_IF_TRUE",
        "POP_JUMP_IF_FALSE",
        "POP_JUMP_IF_TRUE",
    }
)
"""The jumps after which Dynamo makes two resume functions, one for each way, where the condition is a tensor."""

LEAVABLE = RESUMABLE | CONDITIONAL_JUMPS

_UNCOVERED = frozenset({"NOP", "JUMP_BACKWARD", "NOT_TAKEN"})


class Leaves(Protocol):
    """What the manager of a noted block can do."""

    def leave(self, tx: Tx) -> VariableTracker: ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A point that the trace can be rolled back to: the frame's state and the journal's mark."""

    snapshot: Snapshot
    mark: int
    blocks: tuple[Block, ...]
    until: int = 0
    """Where the capture goes on, if something after this point is what eager runs: the end of a comprehension."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The frame returned."""

    value: VariableTracker


@dataclass(frozen=True, slots=True)
class Left:
    """The frame was left. Its state is rolled back to where eager takes over.

    `resume`: eager executes one instruction, then the capture goes on; `partial_then_skip`: eager executes the rest;
    `skip_frame`: nothing of the capture is used.
    """

    cause: GraphBreak
    how: Literal["resume", "partial_then_skip", "skip_frame"]
    until: int = 0
    """The index of the instruction that eager stops at, if it runs a whole comprehension."""


@dataclass(frozen=True, slots=True)
class Regret:
    """A break that happens after all where what `node` gives, or what derives from it, leaves the graph."""

    node: fx.Node
    cause: GraphBreak
    attempt: Checkpoint | None
    statement: Checkpoint | None


class Regretted(Exception):
    """The graph ends, and something leaves it that was not to: the first of the frame's regrets is the break."""


class RootFrame(SymbolicFrame):
    """See the module's docstring."""

    regrets: tuple[Regret, ...] = ()

    statement: Checkpoint | None = None
    """The last statement boundary at which the rest could be left to eager."""
    attempt: Checkpoint | None = None
    """The state before the present instruction."""
    comprehension = (0, 0)
    """The first and last instruction of the last comprehension that was begun outside others (3.12 on)."""
    jumping = False
    """Whether the present instruction is a jump on a tensor that may be left to eager."""

    def capture(self) -> Finished | Left:
        """Interpret until the frame returns or is left."""
        try:
            outcome = self.execute()
        except GraphBreak as brk:
            return self._left(self.locate(brk))
        except UserRaised as raised:
            escaped = GraphBreak(exceptions.OBSERVED_EXCEPTION, type=raised.value.type_name(), skip_frame=True)
            escaped.frames, escaped.span = raised.frames, raised.frames[-1]
            return Left(escaped, "skip_frame")
        assert isinstance(outcome, Returned)
        return Finished(outcome.value)

    def execute(self) -> Returned | Yielded:
        """Run to the end. What is returned is looked at; if nothing went into the graph, all that the frame holds."""
        outcome = super().execute()
        outcome.value.looked_at()
        if not self.graph.call_count:
            for value in self.local_values().values():
                value.looked_at()
        return outcome

    def before(self, inst: Instruction) -> None:
        if not self.stack and self.graph.call_count > 1 and self.may_resume(inst):
            self.statement = self._checkpoint()
        elif inst.opname in ("BUILD_LIST", "BUILD_MAP") and begins_comprehension(self.instructions, inst.index):
            self._note_comprehension(inst)
        self._update_blocks(inst)
        self.attempt = self._checkpoint() if inst.opname in LEAVABLE else None
        self.jumping = False

    def _note_comprehension(self, inst: Instruction) -> None:
        """An outermost comprehension begins: what breaks in it, or later in its statement, leaves it to eager."""
        first, last = self.comprehension
        if first < inst.index <= last or not self.may_restore():
            return
        last = last_of_comprehension(self.instructions, inst.index)
        self.comprehension = (inst.index, last)
        self.statement = replace(self._checkpoint(), until=after_comprehension(self.instructions, last))

    def _checkpoint(self) -> Checkpoint:
        assert self.current is not None
        index = self.current.index
        while index and self.instructions[index - 1].opname in ("KW_NAMES", "PRECALL"):  # one call with CALL, on 3.11
            index -= 1
        snapshot = replace(self.snapshot(), index=index, kw_names=())
        return Checkpoint(snapshot, self.journal.mark(), tuple(self.blocks))

    def roll_back(self, point: Checkpoint) -> None:
        """Undo everything since a checkpoint."""
        self.journal.rollback(point.mark)
        self.restore(point.snapshot)
        self.blocks[:] = point.blocks

    def leave_blocks(self) -> None:
        """The capture ends inside these `with` blocks: the graph leaves them."""
        for block in reversed(self.blocks):
            cast("Leaves", block.manager).leave(self)

    def enter_again(self, context: OpenContext) -> None:
        """The capture begins inside a `with` block: the graph enters it, and its exit function lies on the stack."""
        variable = context.again(self, StackSource(len(self.stack)))
        inst = self.instructions[self.index]
        if inst.handler is not None:
            self.blocks.append(Block(self._block_target(len(self.stack)), variable, len(self.stack)))
        leave, _ = variable.enter_context(self)
        self.stack.append(leave)

    def _block_target(self, depth: int) -> int:
        """The handler of the block whose exit function lies at this depth, seen from the present instruction."""
        entry = self.instructions[self.index].handler
        while entry is not None and entry.depth != depth + 1:
            entry = self.instructions[entry.target].handler
        return -1 if entry is None else entry.target

    # ---- breaks that depend on what leaves the graph

    def regret(self, node: fx.Node, cause: GraphBreak) -> None:
        self.journal.set(self, "regrets", (*self.regrets, Regret(node, cause, self.attempt, self.statement)))

    def check_regrets(self, outputs: Sequence[fx.Node]) -> None:
        """Raise `Regretted` where an output with a gradient derives from the node of a regret."""
        if not self.regrets:
            return
        tainted = {regret.node for regret in self.regrets}
        for node in self.graph.graph.nodes:
            if not tainted.isdisjoint(node.all_input_nodes):
                tainted.add(node)
        if any(node in tainted and node.meta["example_value"].requires_grad for node in outputs):
            raise Regretted

    def leave_after_all(self) -> Left:
        """Go back to the first regret, and break there."""
        regret = self.regrets[0]
        self.statement, self.jumping = regret.statement, False
        if regret.attempt is None:
            return self.leave_at_statement(regret.cause)
        self.roll_back(regret.attempt)
        self.attempt = regret.attempt
        return self._left(regret.cause)

    # ---- where the frame may be left

    def may_resume(self, inst: Instruction) -> bool:
        """Whether a capture that ends at this instruction can go on after it (`should_compile_partial_graph`)."""
        entry = inst.handler
        if entry is not None and (not self.blocks or entry.target != self.blocks[-1].target):
            return False
        return self.may_restore()

    def may_restore(self) -> bool:
        """Whether everything that is open here can be left and entered again."""
        return (
            not self.generics
            and all(block.manager.can_restore for block in self.blocks)
            and self.graph.level.parent is None
        )

    def _update_blocks(self, inst: Instruction) -> None:
        blocks = self.blocks
        if not blocks:
            return
        entry = inst.handler
        if entry is None:
            if inst.opname not in _UNCOVERED:
                blocks.pop()
        elif len(blocks) >= 2 and entry.target != blocks[-1].target and entry.target == blocks[-2].target:
            blocks.pop()

    def has_backedge(self, inst: Instruction) -> bool:
        """Dynamo's test for "in a loop": from here to the next return, some jump goes back before this instruction."""
        for later in self.instructions[inst.index + 1 :]:
            if later.opname in ("RETURN_VALUE", "RETURN_CONST"):
                return False
            if 0 <= later.target_index < inst.index:
                return True
        return False

    # ---- what a break does

    @property
    def may_jump(self) -> bool:  # type: ignore[override]  # a callee's is a constant
        """Whether the present conditional jump can be left to eager."""
        assert self.current is not None
        return self.may_resume(self.current)

    def branch(self, inst: Instruction, value: Any) -> bool:
        value = value.realize()
        self.jumping = True
        if value.is_data_dependent and assert_message(self.instructions, inst) is None and self.may_resume(inst):
            self.break_(control_flow.TENSOR_BRANCH)
        try:
            return super().branch(inst, value)
        except GraphBreak as brk:
            if isinstance(value, SymNodeVariable) and self.may_resume(inst):  # only data decides it
                raise self.locate(GraphBreak(control_flow.TENSOR_BRANCH)) from brk
            self.jumping = brk.cause is control_flow.TENSOR_BRANCH
            raise

    def leave_at_statement(self, cause: GraphBreak) -> Left:
        """Give up what came after the last statement boundary that can be left, if there is one; else the frame."""
        if self.statement is None:
            return Left(cause, "skip_frame")
        until = self.statement.until
        self.roll_back(self.statement)
        self.statement = None
        return Left(cause, "partial_then_skip", until)

    def _left(self, brk: GraphBreak) -> Left:
        inst = self.current
        assert inst is not None
        if self.generics and inst.opname in RESUMABLE:
            brk.outer = exceptions.BREAK_IN_CONTEXT
            brk.skip_frame = False
        elif self._resumes(inst) and not brk.skip_frame and self.may_resume(inst):
            if self.has_backedge(inst):
                brk.outer = control_flow.LOOP_BREAK
                return Left(brk, "skip_frame")
            assert self.attempt is not None
            self.roll_back(self.attempt)
            return Left(brk, "resume")
        return Left(brk, "skip_frame") if brk.skip_frame else self.leave_at_statement(brk)

    def _resumes(self, inst: Instruction) -> bool:
        return self.attempt is not None and (inst.opname in RESUMABLE or self.jumping)
