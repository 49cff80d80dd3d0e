"""`torch.return_types`: the named tuples that operators such as `max` give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.lists import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class StructSequenceVariable(TupleVariable):
    """A C named tuple (`structseq`): a tuple whose items have names too."""

    def __init__(self, items: Iterable[VariableTracker], cls: type, **options: Any) -> None:
        super().__init__(items, **options)
        self.cls = cls

    def python_type(self) -> type:
        return self.cls

    def describe(self) -> str:
        return self.cls.__name__

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        names: tuple[str, ...] = getattr(self.cls, "__match_args__", ())
        if name in names:
            return self.items[names.index(name)]
        return super().getattr(tx, name)

    def reconstruct(self, emit: Emitter) -> Any:
        return self.cls([emit(item) for item in self.items])
