"""A frame that may be left and resumed: a capture's root, and with `nested_graph_breaks` the frames that it inlines.

Dynamo resumes after a break only at some instructions, outside `try`, and not inside a loop; elsewhere it keeps what
was captured up to the last statement boundary and runs the rest in eager, or gives the whole frame up. The same rules
hold here, but a break rolls back to a checkpoint instead of starting the analysis again.

With `nested_graph_breaks`, a frame that is inlined is left where it breaks, if all its callers can go on after their
calls. They all go on together: what the innermost returns is what its caller's call gives. Without it, or where that
cannot be, the break is one of the caller's, at the call.
"""

from __future__ import annotations

import sys
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
from fullgraph_tracer.variables.tensor import SymNodeVariable
from fullgraph_vocab.breaks import control_flow, exceptions

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Snapshot
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
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

GIVES_NOTHING = frozenset({"STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE", "DELETE_ATTR", "DELETE_SUBSCR"})
"""The instructions that drop what the Python function returns that they call."""

_CALLS = frozenset({"CALL", "CALL_FUNCTION_EX", "CALL_KW"})
_HANDS_ON = GIVES_NOTHING | {"BINARY_OP", "BINARY_SLICE", "BINARY_SUBSCR", "LOAD_ATTR"}
"""Beside calls, the instructions whose result is what the Python function returns that they call."""

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
class Left:
    """The frame was left. Its state is rolled back to where eager takes over.

    `resume`: eager executes one instruction, then the capture goes on; `partial_then_skip`: eager executes the rest;
    `skip_frame`: nothing of the capture is used.
    """

    cause: GraphBreak
    how: Literal["resume", "partial_then_skip", "skip_frame"]
    frame: LeavableFrame
    """The frame in which eager takes over: the root, or one that it inlines."""
    until: int = 0
    """The index of the instruction that eager stops at, if it runs a whole comprehension."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame in the middle of an instruction."""

    frame: LeavableFrame
    snapshot: Snapshot
    blocks: tuple[Block, ...]
    attempt: Checkpoint | None
    statement: Checkpoint | None
    waits_for: NestedFrame | None

    def put_back(self) -> None:
        """Bring the frame to this state, save for what the journal holds."""
        frame = self.frame
        frame.restore(self.snapshot)
        frame.blocks[:] = self.blocks
        frame.attempt, frame.statement, frame.waits_for = self.attempt, self.statement, self.waits_for
        frame.jumping = False


class LeftInside(Exception):
    """An inlined frame was left, and all its callers with it: the capture ends here."""

    def __init__(self, left: Left) -> None:
        self.left = left
        super().__init__(str(left.cause))


class LeavableFrame(SymbolicFrame):
    """See the module's docstring."""

    parent_tx: LeavableFrame | None
    waits_for: NestedFrame | None = None
    """The frame that goes on before this one does, since both were left in it; what it returns comes onto the stack."""
    calls_directly = False
    """Whether what the present call gives is what the Python function returns that it calls."""

    statement: Checkpoint | None = None
    """The last statement boundary at which the rest could be left to eager."""
    attempt: Checkpoint | None = None
    """The state before the present instruction."""
    comprehension = (0, 0)
    """The first and last instruction of the last comprehension that was begun outside others (3.12 on)."""
    jumping = False
    """Whether the present instruction is a jump on a tensor that may be left to eager."""

    def callee_class(self) -> type[SymbolicFrame]:
        return NestedFrame if self.config.nested_graph_breaks else SymbolicFrame

    @property
    def chain(self) -> list[LeavableFrame]:
        """The frames from the root to this one."""
        above = [] if self.parent_tx is None else self.parent_tx.chain
        return [*above, self]

    def moment(self) -> Moment:
        return Moment(self, self.snapshot(), tuple(self.blocks), self.attempt, self.statement, self.waits_for)

    def note_call(self, func: VariableTracker) -> None:
        self.calls_directly = func.realize().calls_directly

    @property
    def hands_on(self) -> bool:
        """Whether the present instruction gives (or drops) just what the Python function returns that it calls."""
        inst = self.current
        if self.waits_for is not None:
            return True
        assert inst is not None
        if inst.opname in _CALLS:
            return self.calls_directly
        return inst.opname in _HANDS_ON and not pushes_method(inst)

    def step(self) -> None:
        if self.waits_for is None:
            super().step()
        else:
            self._finish_call(self.waits_for)

    def _finish_call(self, callee: NestedFrame) -> None:
        """Run the rest of a callee that was left: the end of the call that is the present instruction."""
        self.attempt, self.jumping = self._checkpoint(), False
        assert self.current is not None
        try:
            value = self.run_callee(callee)
        except UserRaised as raised:
            self.waits_for = None
            if not self.unwind(raised):
                raise
            return
        self.waits_for = None
        if self.current.opname not in GIVES_NOTHING:
            self.stack.append(value)

    def before(self, inst: Instruction) -> None:
        self.calls_directly = False
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
        mark = self.journal.mark()
        if self.graph.fakes.symbolic:
            self.journal.note(self.graph.fakes.checkpoint())
        if self.waits_for is not None:
            return Checkpoint(self.snapshot(), mark, tuple(self.blocks))
        index = self.current.index
        while index and self.instructions[index - 1].opname in ("KW_NAMES", "PRECALL"):  # one call with CALL, on 3.11
            index -= 1
        snapshot = replace(self.snapshot(), index=index, kw_names=())
        return Checkpoint(snapshot, mark, tuple(self.blocks))

    def roll_back(self, point: Checkpoint) -> None:
        """Undo everything since a checkpoint."""
        self.journal.rollback(point.mark)
        self.restore(point.snapshot)
        self.blocks[:] = point.blocks

    def leave_blocks(self) -> None:
        """The capture ends inside these `with` blocks: the graph leaves them."""
        for block in reversed(self.blocks):
            cast("Leaves", block.manager).leave(self)

    def enter_again(self, context: OpenContext, source: Source) -> None:
        """The capture begins inside a `with` block: the graph enters it, and its exit function lies on the stack."""
        variable = context.again(self, source)
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

    def has_backedge(self) -> bool:
        """Dynamo's test for "in a loop": from here to the next return, some jump goes back before this instruction.

        It asks the same of the callers. A frame that waits for another stands in front of all of its own code.
        """
        if self.parent_tx is not None and self.parent_tx.has_backedge():
            return True
        if self.waits_for is not None:
            return False
        inst = self.current
        assert inst is not None
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
            return Left(cause, "skip_frame", self)
        until = self.statement.until
        self.roll_back(self.statement)
        self.statement = None
        return Left(cause, "partial_then_skip", self, until)

    def left_by(self, brk: GraphBreak) -> Left:
        """What a break in this frame does to it."""
        inst = self.current
        assert inst is not None
        if self.generics and inst.opname in RESUMABLE:
            brk.outer = exceptions.BREAK_IN_CONTEXT
            brk.skip_frame = False
        elif self._resumes(inst) and not brk.skip_frame and self.may_resume(inst):
            if self.has_backedge():
                brk.outer = control_flow.LOOP_BREAK
                return Left(brk, "skip_frame", self)
            assert self.attempt is not None
            self.roll_back(self.attempt)
            return Left(brk, "resume", self)
        return Left(brk, "skip_frame", self) if brk.skip_frame else self.leave_at_statement(brk)

    def _resumes(self, inst: Instruction) -> bool:
        if self.waits_for is not None:
            return True
        return self.attempt is not None and (inst.opname in RESUMABLE or self.jumping)

    def or_callers(self, left: Left) -> Left:
        """What a break in this frame comes to, if it may be one of a caller's."""
        caller = self.parent_tx
        if left.how != "skip_frame" or caller is None:
            return left
        left.cause.skip_frame = False  # it speaks of the frame that it happened in
        return caller.or_callers(caller.left_by(left.cause))


class NestedFrame(LeavableFrame):
    """An inlined frame that may be left where it breaks (`nested_graph_breaks`)."""

    parent_tx: LeavableFrame

    @property
    def may_be_left(self) -> bool:
        """Whether its callers can go on with what the rest of this frame returns."""
        caller = self.parent_tx
        assert caller.current is not None
        return self.config.nested_graph_breaks and not self.is_generator and caller.hands_on

    def may_resume(self, inst: Instruction) -> bool:
        caller = self.parent_tx
        assert caller.current is not None
        return self.may_be_left and super().may_resume(inst) and caller.may_resume(caller.current)

    def may_restore(self) -> bool:
        return self.may_be_left and super().may_restore() and self.parent_tx.may_restore()

    def leave(self, brk: GraphBreak) -> None:
        left = self.left_by(brk)
        if left.how != "skip_frame":
            raise LeftInside(left) from brk


def pushes_method(inst: Instruction) -> bool:
    """Whether an attribute is loaded to be called: then more than its value comes onto the stack."""
    return inst.opname == "LOAD_ATTR" and sys.version_info >= (3, 12) and bool(inst.arg & 1)
