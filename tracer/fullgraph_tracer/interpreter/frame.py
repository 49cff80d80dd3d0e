"""A frame of the symbolic interpreter. It is the `Tx` that variables and protocol see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from fullgraph_tracer import protocol, skips
from fullgraph_tracer.building import build
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.interpreter.asserting import assert_in_graph, assert_message
from fullgraph_tracer.interpreter.binding import BindingError, bind_arguments
from fullgraph_tracer.interpreter.machine import NULL, Frame, Returned, Yielded
from fullgraph_tracer.interpreter.raising import make_exception, normalize
from fullgraph_tracer.interpreter.symbolic import DOMAIN
from fullgraph_tracer.sources import GlobalSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.tensor import wrap_fake
from fullgraph_vocab.breaks import calls
from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType

    from torch import fx

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.effects import Effects, Journal, ProcessState
    from fullgraph_tracer.graph.output import OutputGraph
    from fullgraph_tracer.guards import DynamicMemory, Guards
    from fullgraph_tracer.interpreter.tracing import Tracing
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.functions.body import FunctionBody, HasBody
    from fullgraph_vocab.breaks.definition import Break

_FOLDED = (int, float, bool, str, type(None), bytes, complex, type(Ellipsis))

LEAVES_NO_VALUE = frozenset(
    """COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST DELETE_GLOBAL DELETE_NAME DELETE_SUBSCR DICT_MERGE
    DICT_UPDATE END_FOR END_SEND FOR_ITER JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD JUMP_IF_FALSE_OR_POP
    JUMP_IF_TRUE_OR_POP KW_NAMES LIST_APPEND LIST_EXTEND LOAD_FAST_AND_CLEAR MAKE_CELL MAP_ADD NOP POP_BLOCK POP_EXCEPT
    POP_ITER POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE
    POP_JUMP_BACKWARD_IF_TRUE
    POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_FORWARD_IF_TRUE
    POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE POP_TOP PRECALL PREP_RERAISE_STAR
    PUSH_EXC_INFO PUSH_NULL RAISE_VARARGS RERAISE RESUME RETURN_CONST RETURN_GENERATOR RETURN_VALUE SETUP_ANNOTATIONS
    SET_ADD SET_UPDATE STORE_ATTR STORE_DEREF STORE_GLOBAL STORE_NAME STORE_SLICE STORE_SUBSCR SWAP UNPACK_EX
    UNPACK_SEQUENCE YIELD_VALUE""".split()
)
"""The instructions after which the top of the stack is no value of their own span."""

_TOUCHES_LOCALS = frozenset({"STORE_FAST", "STORE_FAST_STORE_FAST", "STORE_FAST_LOAD_FAST", "LOAD_FAST_LOAD_FAST"})


@dataclass(slots=True)
class Block:
    """A `with` block that is not inside a `try`: what Dynamo can leave and enter again around a break."""

    target: int
    """Index of the instruction where its handler begins: what tells blocks apart."""
    manager: VariableTracker
    depth: int
    """Where on the stack its exit function lies."""


class SymbolicFrame(Frame):
    """A frame over variables: the root of a capture, or an inlined callee (which has a `parent_tx`)."""

    def __init__(
        self,
        tracing: Tracing,
        code: CodeType,
        *,
        globals_: dict[str, Any],
        locals_: Mapping[str, Any],
        closure: Sequence[Any] = (),
        caller: SymbolicFrame | None = None,
        name: str | None = None,
        source: Source | None = None,
    ) -> None:
        super().__init__(code, DOMAIN, globals_=globals_, locals_=locals_, closure=closure, caller=caller, name=name)
        self.tracing = tracing
        self.parent_tx = caller
        self.function_source = source
        self.depth: int = 0 if caller is None else caller.depth + 1
        self.graph: OutputGraph = tracing.graph
        self.journal: Journal = tracing.journal
        self.effects: Effects = tracing.effects
        self.guards: Guards = tracing.guards
        self.memory: DynamicMemory = tracing.memory
        self.process: ProcessState = tracing.process
        self.states: dict[str, Any] = tracing.states
        self.blocks: list[Block] = []
        self.generics: tuple[VariableTracker, ...] = ()
        """The exit functions of the open `with` blocks of the user's own managers: no break is resumed inside them."""
        self.module_path: str = "" if caller is None else caller.module_path
        self._kinds = tracing.kinds

    @property
    def config(self) -> TraceConfig:
        return self.tracing.config

    def configure(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        config = self.tracing.config
        known = {name: value for name, value in settings.items() if hasattr(config, name)}
        before = {name: getattr(config, name) for name in known}
        self.journal.set(self.tracing, "config", replace(config, **known))
        return before

    # ---- the machine's hooks

    def after(self, inst: Instruction) -> None:
        """Note the kind of what the instruction made, for hovers and for comparison with torch."""
        if self.graph.fakes.symbolic:
            self.graph.fakes.note_guards(inst.span)
        if inst.opname in LEAVES_NO_VALUE:
            return
        position = inst.position
        if position[2] is None:
            return
        if inst.opname in _TOUCHES_LOCALS:
            value = self._touched(inst)
        else:
            value = self.stack[-1]
            if value is NULL:  # from 3.13 on it lies above what is called
                value = self.stack[-2]
        if value is not None:
            self._kinds[inst.filename, position] = (inst, value)

    def _touched(self, inst: Instruction) -> VariableTracker | None:
        """The value of a local. Two instructions in one carry the span of the first."""
        if inst.opname == "LOAD_FAST_LOAD_FAST":
            return self.stack[-2]  # type: ignore[no-any-return]
        return self.locals.get(inst.argval if inst.opname == "STORE_FAST" else inst.argval[0])

    def open_block(self, manager: VariableTracker) -> None:
        """BEFORE_WITH: note the block, unless it stands inside a `try` (there Dynamo never resumes)."""
        assert self.current is not None
        entry, inner = self.current.handler, self.instructions[self.index].handler
        if inner is None:
            return
        if entry is None or (self.blocks and entry.target == self.blocks[-1].target):
            self.blocks.append(Block(inner.target, manager, len(self.stack)))

    def enter_generic(self, leave: VariableTracker) -> None:
        """A `with` block of a manager that does not live through a break begins."""
        self.journal.set(self, "generics", (*self.generics, leave))

    def leave_generic(self) -> None:
        """The innermost of these blocks ends."""
        self.journal.set(self, "generics", self.generics[:-1])

    may_jump = False
    """Whether a branch on data may end the capture right here: only in a root frame."""

    def branch(self, inst: Instruction, value: Any) -> bool:
        """Which way a conditional jump goes; an assert that only data decides goes on, asserted by the graph."""
        if self.config.rewrite_assert_with_torch_assert:
            message = assert_message(self.instructions, inst)
            if message is not None:
                return assert_in_graph(self, value.realize(), message, may_jump=self.may_jump)
        return super().branch(inst, value)

    # ---- Tx: where

    @property
    def span(self) -> Span:  # the machine's may be None, before the first instruction
        current = self.current
        if current is not None and current.span is not None:
            return current.span
        line = (current.line if current is not None else None) or self.code.co_firstlineno
        return Span(self.code.co_filename, line, 0, line, 0)

    def call_spans(self) -> list[Span]:
        """The spans of the calls that lead here, outermost first."""
        frame: SymbolicFrame | None = self
        spans: list[Span] = []
        while frame is not None:
            spans.append(frame.span)
            frame = frame.parent_tx
        return spans[::-1]

    # ---- Tx: values

    @property
    def root(self) -> SymbolicFrame:
        """The frame that is captured, which calls this one (or is it)."""
        frame = self
        while frame.parent_tx is not None:
            frame = frame.parent_tx
        return frame

    def local_values(self) -> dict[str, VariableTracker]:
        names = {*self.code.co_varnames, *self.code.co_cellvars, *self.code.co_freevars}
        held = {name: cell.contents for name, cell in self.cells.items()}
        found = {name: value for name, value in {**self.locals, **held}.items() if name in names}
        return {name: value for name, value in found.items() if isinstance(value, VariableTracker)}

    def implicit_super(self) -> tuple[VariableTracker, VariableTracker]:
        """https://github.com/python/cpython/blob/3.12/Objects/typeobject.c: `super_init_without_args`."""
        if not self.code.co_argcount:
            self.raise_(RuntimeError, "super(): no arguments")
        name = self.code.co_varnames[0]
        cell = self.cells.get(name)
        first = self.locals.get(name) if cell is None else cell.contents
        if first is None:
            self.raise_(RuntimeError, "super(): arg[0] deleted")
        if "__class__" not in self.code.co_freevars:
            self.raise_(RuntimeError, "super(): __class__ cell not found")
        cls = self.cells["__class__"].contents
        if cls is None:
            self.raise_(RuntimeError, "super(): empty __class__ cell")
        return cls, first

    def constant(self, value: object) -> VariableTracker:
        return ConstantVariable(value) if isinstance(value, _FOLDED) else build(self, value, None)

    def wrap(self, value: object, source: Source | None = None) -> VariableTracker:
        return build(self, value, source)

    def wrap_lazy(self, value: object, source: Source) -> VariableTracker:
        return LazyVariableTracker(self, value, source)

    def wrap_fake(self, node: Any, value: object, **options: Any) -> VariableTracker:
        return wrap_fake(self, node, value, **options)

    def global_variable(self, name: str) -> VariableTracker:
        """The variable of a global that nothing was stored under while tracing."""
        return self._named(self.globals, name, self.globals[name])

    def builtin_variable(self, name: str) -> VariableTracker:
        """The variable of a builtin."""
        known = self.tracing.names.get((0, name))
        if known is None:
            known = build(self, self.builtins[name], None)
            self.journal.set_item(self.tracing.names, (0, name), known)
        return known

    def _named(self, namespace: dict[str, Any], name: str, value: object) -> VariableTracker:
        key = (id(namespace), name)
        known = self.tracing.names.get(key)
        if known is None:
            if namespace is self.root.globals:
                source = GlobalSource(name)
            else:
                source = GlobalSource(name, str(namespace.get("__name__", "?")), namespace)
            known = LazyVariableTracker(self, value, source)
            self.journal.set_item(self.tracing.names, key, known)
        return known

    # ---- Tx: calls

    def inline(
        self, function: VariableTracker, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker]
    ) -> VariableTracker:
        return self.run_callee(self.frame_for(function, args, kwargs))

    def run_callee(self, child: SymbolicFrame) -> VariableTracker:
        """What a frame returns that this one calls."""
        try:
            outcome = child.execute()
        except GraphBreak as brk:
            child.leave(brk)
            brk.skip_frame = False  # it speaks of the frame that it happened in
            raise
        assert isinstance(outcome, Returned)  # a generator's first run returns the generator
        return outcome.value  # type: ignore[no-any-return]

    def leave(self, brk: GraphBreak) -> None:
        """A break ends this frame, which is inlined: it may raise to say that the capture ends in it."""

    def callee_class(self) -> type[SymbolicFrame]:
        """The class of the frames that this one inlines."""
        return SymbolicFrame

    def note_call(self, func: VariableTracker) -> None:
        """A call instruction calls `func`."""

    def frame_for(
        self, function: VariableTracker, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker]
    ) -> SymbolicFrame:
        """A frame for the body of a Python function, arguments bound, ready to run."""
        body = cast("HasBody", function).body(self)
        self._check_inlineable(function, body)
        try:
            bound = bind_arguments(
                body.code,
                body.qualname,
                args,
                kwargs,
                defaults=body.defaults,
                kwdefaults=body.kwdefaults,
                make_tuple=TupleVariable,
                make_dict=self._make_keywords,
            )
        except BindingError as error:
            self.break_(calls.BAD_ARGUMENTS, gb="GB7312", detail=str(error))
        child = self.callee_class()(
            self.tracing,
            body.code,
            globals_=body.globals,
            locals_=bound,
            closure=body.closure,
            caller=self,
            name=body.qualname,
            source=body.source,
        )
        if body.module_path is not None:
            child.module_path = body.module_path
        return child

    def resume(
        self, tx: SymbolicFrame, value: VariableTracker | None, exc: UserRaised | None
    ) -> tuple[bool, VariableTracker]:
        """Go on with a generator's frame: (whether it yielded, what it yielded or returned)."""
        self.caller = self.parent_tx = tx
        tracing = self.tracing
        before, tracing.active = tracing.active, self
        try:
            outcome = self.send(value) if exc is None else self.throw(exc)
        except GraphBreak as brk:
            self.locate(brk)
            # Dynamo leaves no frame inside a generator's next(), and never offers the generator again
            brk.skip_frame = True
            tracing.refused.add(self.code)
            raise
        finally:
            tracing.active = before
        return isinstance(outcome, Yielded), outcome.value

    def execute(self) -> Returned | Yielded:
        """Run (or go on) as the frame that executes now; what it puts in the graph is noted as its own."""
        tracing = self.tracing
        before, tracing.active = tracing.active, self
        try:
            return self.run()
        except GraphBreak as brk:
            self.locate(brk)
            raise
        except UserRaised as raised:
            if not raised.frames:
                raised.frames = self.call_spans()
            raise
        finally:
            tracing.active = before

    def _make_keywords(self, items: dict[str, VariableTracker]) -> VariableTracker:
        return ConstDictVariable.of(self, [(self.constant(name), value) for name, value in items.items()])

    def too_deep(self) -> NoReturn:
        """Calls are nested more deeply than is inlined."""
        self.raise_(RecursionError, "maximum recursion depth exceeded")

    def _check_inlineable(self, function: VariableTracker, body: FunctionBody) -> None:
        if isinstance(function, UserFunctionVariable) and skips.is_disabled(function.fn):
            self.break_(calls.DISABLED_CALL, gb="GB0099", name=body.qualname)
        if self.depth >= self.config.inline_depth_limit:
            self.too_deep()
        if skips.skips_inlining(body.code):
            self.break_(calls.SKIPPED_INLINE, name=body.qualname)

    def bind_method(self, obj: VariableTracker, name: str) -> VariableTracker:
        return BuiltinMethodVariable(obj, name)

    def call_function(self, function: Any, args: Sequence[VariableTracker]) -> VariableTracker:
        return protocol.call(self, build(self, function, None), args)

    # ---- Tx: leaving the straight path

    def user_exception(self, exc_type: type[BaseException], *args: object) -> UserRaised:
        """The exception of the user's program, to be raised by the caller."""
        exc = make_exception(self, exc_type, args)
        return UserRaised(exc)

    def raise_(self, exc_type: type[BaseException], *args: object) -> NoReturn:
        raise self.user_exception(exc_type, *args)

    def raise_value(self, exc: VariableTracker) -> NoReturn:
        raise UserRaised(exc)

    def raising(self, exc: VariableTracker | None, cause: VariableTracker | None) -> BaseException:
        """RAISE_VARARGS: what `raise exc from cause` raises; a bare `raise` has no `exc`."""
        return UserRaised(normalize(self, exc, cause))

    def break_(
        self,
        cause: Break,
        *,
        gb: str | None = None,
        skip_frame: bool = False,
        title: str | None = None,
        **facts: object,
    ) -> NoReturn:
        raise self.locate(GraphBreak(cause, gb=gb, skip_frame=skip_frame, title=title, **facts))

    def break_if_escapes(self, node: fx.Node, cause: Break, *, gb: str | None = None) -> None:
        self.root.regret(node, self.locate(GraphBreak(cause, gb=gb)), self)

    def regret(self, node: fx.Node, cause: GraphBreak, frame: SymbolicFrame) -> None:
        """`break_if_escapes` in `frame`, for the frame that is captured. Nothing escapes where no graph is run."""

    def locate(self, brk: GraphBreak) -> GraphBreak:
        """Say where a break happened, if nobody did yet: in the frame that executes, not that which made an input."""
        if brk.span is None:
            active = self.tracing.active or self
            brk.span = active.span
            brk.frames = active.call_spans()
        return brk
