"""An input that nobody has looked at yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source


_LITERALS = (int, float, bool, str)


class LazyVariableTracker(VariableTracker):
    """Stands for an input until somebody looks; only then is its variable built and are its guards added."""

    source: Source

    def __init__(self, tx: Tx, value: Any, source: Source) -> None:
        super().__init__(source=source)
        self.value = value
        self._tx = tx
        self._real: VariableTracker | None = None
        self._seen: VariableTracker | None = None
        """What it was realized to, even if that was rolled back: for hovers."""

    @property
    def is_realized(self) -> bool:
        """Whether somebody has looked."""
        return self._real is not None

    def realize(self) -> VariableTracker:
        if self._real is None:
            self._seen = self._tx.wrap(self.value, self.source)
            self._tx.journal.set(self, "_real", self._seen)
        assert self._real is not None
        return self._real

    def looked_at(self) -> VariableTracker:
        return self if self._real is None and type(self.value) in _LITERALS else self.realize()

    def peek_type(self) -> type:
        """The type of the value, without a guard: for messages only."""
        return type(self.value)

    def python_type(self) -> type:
        return self.realize().python_type()

    def describe(self) -> str:
        return self._seen.describe() if self._seen is not None else ""

    @property
    def kind(self) -> str:
        if self._seen is not None:
            return self._seen.kind
        return "LazyConstantVariable" if type(self.value) in _LITERALS else type(self).__name__

    def parts(self) -> Iterable[VariableTracker]:
        return () if self._real is None else self._real.parts()
