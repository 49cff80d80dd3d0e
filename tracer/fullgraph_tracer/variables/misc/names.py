"""Names that the traced code binds or deletes outside its frame: globals, and attributes that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx


class DeletedVariable(VariableTracker):
    """A name that was deleted while tracing: what the log of effects holds in the place of its value."""

    is_deleted: ClassVar[bool] = True

    def describe(self) -> str:
        return "<deleted>"

    def python_type(self) -> NoReturn:
        raise AssertionError("a deleted name has no value")


class NewGlobalVariable(VariableTracker):
    """A global that is assigned (or deleted) while tracing: its cell, written to the module after the graph has run."""

    def __init__(self, namespace: dict[str, Any], name: str, **options: Any) -> None:
        super().__init__(**options)
        self.namespace = namespace
        self.name = name
        self.value: VariableTracker | None = None

    @property
    def stored(self) -> VariableTracker:
        """What was stored last."""
        assert self.value is not None
        return self.value

    def describe(self) -> str:
        return self.name

    def python_type(self) -> type:
        return self.stored.python_type()

    def truth(self, tx: Tx) -> bool:
        return self.stored.truth(tx)
