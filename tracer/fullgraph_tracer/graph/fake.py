"""Fake tensors and symbolic shapes: what a graph node would yield, without the arithmetic.

Architecture invariant: torch's private interfaces for fake tensors and symbolic shapes are touched only here.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import fx
from torch._dispatch.python import enable_python_dispatcher
from torch._dynamo.source import ConstantSource
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensor,
    FakeTensorMode,
    UnsupportedFakeTensorException,
    UnsupportedOperatorException,
)
from torch.fx.experimental.symbolic_shapes import (
    DimDynamic,
    GuardOnDataDependentSymNode,
    ShapeEnv,
    StatelessSymbolicContext,
    compute_unbacked_bindings,
    guard_scalar,
    has_free_symbols,
    is_accessor_node,
)
from torch.fx.passes.runtime_assert import insert_deferred_runtime_asserts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.sources import Source
    from fullgraph_vocab.spans import Span

__all__ = [
    "SYMBOLS",
    "DataDependentOutputException",
    "DynamicOutputShapeException",
    "FakeTensor",
    "FakeWorld",
    "GuardOnDataDependentSymNode",
    "SymbolicSize",
    "UnsupportedFakeTensorException",
    "UnsupportedOperatorException",
    "guard_scalar",
    "has_free_symbols",
    "insert_deferred_runtime_asserts",
    "is_accessor_node",
]

_ITEM_DTYPES = (torch.int64, torch.int32, torch.int16, torch.int8, torch.float64)
_TABLES = ("replacements", "replacements_slocs", "var_to_range", "var_to_range_sloc")
"""What a shape environment finds out about its symbols, by symbol."""
SYMBOLS = (torch.SymInt, torch.SymFloat, torch.SymBool)


@dataclass(frozen=True, slots=True)
class SymbolicSize:
    """A size of an input that is a symbol in the graph."""

    tensor: torch.Tensor
    source: str
    dim: int
    symbol: str
    spans: tuple[Span, ...]
    """Where something was required of it."""


class _Requirements:
    """What a shape environment knows of its symbols, to be put back. Later symbols keep what is known of them."""

    def __init__(self, env: ShapeEnv) -> None:
        self._guards = len(env.guards)
        self._symbols = set(env.var_to_range)
        self._tables = {name: dict(getattr(env, name)) for name in _TABLES}
        self._divisible = set(env.divisible)

    def restore(self, env: ShapeEnv) -> None:
        if len(env.guards) == self._guards:
            return
        del env.guards[self._guards :]
        for name, before in self._tables.items():
            table = getattr(env, name)
            later = {symbol: known for symbol, known in table.items() if symbol not in self._symbols}
            table.clear()
            table.update(before | later)
        env.divisible = set(self._divisible)
        env._version_counter += 1  # noqa: SLF001 - this file may: its caches are of what was known before
        env._replacements_version_counter += 1  # noqa: SLF001


class FakeWorld:
    """One fake mode with one shape environment: those of one captured frame."""

    def __init__(self, config: TraceConfig) -> None:
        self.shape_env = ShapeEnv(
            assume_static_by_default=config.assume_static_by_default,
            allow_scalar_outputs=config.capture_scalar_outputs,
            allow_dynamic_output_shape_ops=config.capture_dynamic_output_shape_ops,
            specialize_zero_one=True,
        )
        self.mode = FakeTensorMode(shape_env=self.shape_env, allow_non_fake_inputs=False, export=False)
        self.symbolic = False
        """Whether a symbol was made: only then do operators run through torch's own decompositions in Python."""
        self.item_symbols = False
        """Whether an input's item is a symbol: of one without dimensions, int64 or float64."""
        self._dynamic: list[Any] = []  # fake tensors, torch.SymInts and torch.SymFloats
        self.dynamic_sources: list[Source] = []
        """Where the inputs with symbols come from, as in `_dynamic`. A rollback forgets neither: symbols stay."""
        self._shape_guard: str | None = None
        self._real: list[torch.Tensor | None] = []  # the tensors behind `_dynamic`
        self._arisen: list[Span | None] = []  # where each guard of the shape environment arose
        self._known: tuple[tuple[int, int], _Requirements] | None = None  # as of which version, and how many guards

    def of(self, tensor: torch.Tensor, name: str | None = None) -> FakeTensor:
        """The fake of a real tensor, with its sizes as constants. The same tensor yields the same fake.

        `name` is that of an input: the item of one without dimensions, of a dtype of Python's numbers, is a symbol, as
        in Dynamo.
        """
        if name is not None and tensor.dim() == 0 and tensor.dtype in _ITEM_DTYPES:
            self.item_symbols = True
            context: Any = StatelessSymbolicContext(dynamic_sizes=[])
            return self.mode.from_tensor(tensor, symbolic_context=context, source=ConstantSource(name))
        return self.mode.from_tensor(tensor, static_shapes=True)

    def of_dynamic(self, tensor: torch.Tensor, dims: Sequence[bool], source: Source) -> FakeTensor:
        """The fake of a real tensor with symbols for the sizes of the dimensions that `dims` marks."""
        self.symbolic = True
        sizes = [DimDynamic.DYNAMIC if dynamic else DimDynamic.STATIC for dynamic in dims]
        context: Any = StatelessSymbolicContext(dynamic_sizes=sizes)
        fake = self.mode.from_tensor(tensor, symbolic_context=context)
        self._note(fake, source, tensor)
        return fake

    def of_int(self, value: int, source: Source) -> torch.SymInt:
        """A symbol for an integer that varies from call to call."""
        self.symbolic = True
        where = ConstantSource(source.name)
        symbol = self.shape_env.create_unspecified_symint_and_symbol(value, where, DimDynamic.DYNAMIC)
        assert isinstance(symbol, torch.SymInt)
        self._note(symbol, source)
        return symbol

    def of_float(self, value: float, source: Source) -> torch.SymFloat:
        """A symbol for a float that varies from call to call."""
        self.symbolic = True
        where = ConstantSource(source.name)
        symbol = self.shape_env.create_unspecified_symbol(value, where, DimDynamic.DYNAMIC)
        made = self.shape_env.create_symfloatnode(symbol, hint=value, source=where)
        assert isinstance(made, torch.SymFloat)
        self._note(made, source)
        return made

    def item_of(self, fake: torch.Tensor) -> Any:
        """The symbol that is the item of an input, if it has one; a wrapper around fakes has none."""
        return fake.item_memo if isinstance(fake, FakeTensor) else None

    def note_item(self, symbol: torch.SymInt | torch.SymFloat, source: Source) -> None:
        """`symbol` is the item of an input, found at `source`: what tracing finds out about it is guarded."""
        self._note(symbol, source)

    def _note(self, symbolic: Any, source: Source, real: torch.Tensor | None = None) -> None:
        self._dynamic.append(symbolic)
        self.dynamic_sources.append(source)
        self._real.append(real)

    @property
    def has_symbols(self) -> bool:
        """Whether the graph may hold symbols, from dynamic sizes or from data."""
        env = self.shape_env
        return bool(
            self.symbolic or self.item_symbols or env.allow_scalar_outputs or env.allow_dynamic_output_shape_ops
        )

    def sizes_hold(self, inputs: Sequence[torch.Tensor | int]) -> bool:
        """Whether other inputs satisfy what was found to hold of those with symbols, in their order."""
        if self._shape_guard is None:
            self._shape_guard = self.shape_env.produce_guards_expression(self._dynamic, ignore_static=False) or "True"
        return bool(self.shape_env.evaluate_guards_expression(self._shape_guard, list(inputs)))

    def note_guards(self, span: Span | None) -> None:
        """What is required of symbols since this was last called arose at `span`."""
        self._arisen += [span] * (len(self.shape_env.guards) - len(self._arisen))

    def checkpoint(self) -> Callable[[], None]:
        """What makes the shape environment forget all that will be required of the symbols that there are now."""
        env = self.shape_env
        version = (env._version_counter, len(env.guards))  # noqa: SLF001 - this file may
        if self._known is None or self._known[0] != version:
            self._known = (version, _Requirements(env))
        requirements = self._known[1]

        def forget() -> None:
            requirements.restore(env)
            del self._arisen[len(env.guards) :]

        return forget

    def conditions(self) -> list[str]:
        """What must hold of the inputs with symbols, such as `5 <= L['x'].size()[1]`."""
        sources = [ConstantSource(source.name) for source in self.dynamic_sources]
        return self.shape_env.produce_guards(self._dynamic, sources, ignore_static=False)

    def sizes(self) -> Iterator[SymbolicSize]:
        """Every size of an input that is a symbol."""
        arisen = list(zip(self.shape_env.guards, self._arisen, strict=False))
        for real, fake, source in zip(self._real, self._dynamic, self.dynamic_sources, strict=True):
            for dim, size in enumerate(fake.shape if real is not None else ()):
                if real is not None and isinstance(size, torch.SymInt):
                    symbol = size.node._expr  # noqa: SLF001 - what replaced it is in the conditions
                    spans = tuple(span for guard, span in arisen if span and symbol in guard.expr.free_symbols)
                    yield SymbolicSize(real, source.name, dim, str(symbol), spans)

    def run(self, op: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run one call on fakes. Raises torch's own exceptions; `variables.tensor.faults` turns them into breaks."""
        values = fx.node.map_arg(args, _fake_of)
        named = fx.node.map_arg(kwargs, _fake_of) if kwargs else kwargs
        call = getattr(values[0], target) if op == "call_method" else target
        values = values[1:] if op == "call_method" else values
        first = () if args and isinstance(args[0], fx.Node) else args[:1]
        items = self.item_symbols and _has_item((first, args[1:], kwargs))
        try:
            with self.mode, self._dispatcher(items=items):
                return call(*values, **named)
        except Exception:
            self.shape_env.pending_fresh_unbacked_symbols.clear()  # no node will yield them
            raise

    def bound_by(self, value: Any) -> Any:
        """Where in what a node yields the symbols are that it made: torch asserts what it needs of them there."""
        env = self.shape_env
        return compute_unbacked_bindings(env, value) if env.pending_fresh_unbacked_symbols else None

    def _dispatcher(self, *, items: bool) -> AbstractContextManager[Any]:
        """Torch's decompositions in Python: C++ takes no symbols for sizes; `items` may be taken for sizes."""
        env = self.shape_env
        if self.symbolic or items or env.allow_scalar_outputs or env.allow_dynamic_output_shape_ops:
            return enable_python_dispatcher()
        return contextlib.nullcontext()

    def fresh_symbols_ignored(self) -> AbstractContextManager[Any]:
        """For operators that read a scalar from a tensor inside: the symbol they make for it leads nowhere."""
        return self.shape_env.ignore_fresh_unbacked_symbols()


def _has_item(values: Any) -> bool:
    """Whether a tensor among these has a symbol for its item."""
    found: list[bool] = []
    fx.node.map_arg(values, lambda node: found.append(getattr(_fake_of(node), "item_memo", None) is not None))
    return any(found)


def _fake_of(node: fx.Node) -> Any:
    return node.meta["example_value"]
