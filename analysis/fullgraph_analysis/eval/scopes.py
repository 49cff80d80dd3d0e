"""Where names live: the frames of functions, class bodies and modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.values import Value
    from fullgraph_analysis.project.modules import ModuleInfo


class Scope:
    """The names of one function, class body or module. `parent` is the enclosing function's scope."""

    __slots__ = ("globals", "is_class", "live", "module", "names", "nonlocals", "note", "parent")

    def __init__(
        self,
        module: ModuleInfo,
        parent: Scope | None = None,
        *,
        is_class: bool = False,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self.module = module
        self.note = note
        """Told of each name that code of this very scope reads, where others must know what that depends on."""
        self.parent = parent
        self.is_class = is_class
        self.live = False
        """Whether its function still runs, so that its names may change."""
        self.names: dict[str, Value] = {}
        self.globals: frozenset[str] = frozenset()
        self.nonlocals: frozenset[str] = frozenset()

    def find(self, name: str) -> Value | None:
        """The value of a name here or in an enclosing function; None if it is to be looked for in the module."""
        value = self.names.get(name)
        if value is not None:
            return value
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def holder(self, name: str) -> Scope:
        """The scope in which a name is to be written."""
        if name in self.nonlocals:
            scope = self.parent
            while scope is not None:
                if not scope.is_class and name in scope.names:
                    return scope
                scope = scope.parent
        return self
