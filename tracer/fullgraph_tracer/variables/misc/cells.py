"""Closure cells."""

from __future__ import annotations

from types import CellType
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class CellVariable(VariableTracker):
    """A closure cell: one variable for the cell, however many functions share it. Empty where `contents` is None."""

    def __init__(self, contents: VariableTracker | None, *, name: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.contents = contents
        self.name = name

    def python_type(self) -> type:
        return CellType

    def store(self, tx: Tx, value: VariableTracker | None) -> None:
        """Put a value into the cell, or empty it."""
        tx.effects.modify(self, tx.span)
        tx.journal.set(self, "contents", value)

    def parts(self) -> Iterable[VariableTracker]:
        return () if self.contents is None else (self.contents,)

    def reconstruct(self, emit: Emitter) -> CellType:
        cell = CellType()
        emit.remember(self, cell)
        if self.contents is not None:
            cell.cell_contents = emit(self.contents)
        return cell

    def write_back(self, emit: Emitter, real: CellType) -> None:
        if self.contents is None:
            del real.cell_contents
        else:
            real.cell_contents = emit(self.contents)
