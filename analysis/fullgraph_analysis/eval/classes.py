"""Classes whose source is read: bases, order of lookup, and the names of their bodies, evaluated when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import ClassValue, External, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import libcst as cst

    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.scopes import Scope
    from fullgraph_analysis.project.modules import ModuleInfo


class ClassInfo:
    """One class. `bases` are `ClassValue`, `External` or unknown values."""

    __slots__ = (
        "_changed",
        "_lookup",
        "_mro",
        "annotate",
        "annotations",
        "bases",
        "chunk",
        "dataclass",
        "frozen",
        "module",
        "name",
        "qualname",
        "scope",
    )

    def __init__(
        self,
        name: str,
        qualname: str,
        module: ModuleInfo,
        chunk: Chunk,
        bases: list[Value],
        scope: Scope,
    ) -> None:
        self.name = name
        self.qualname = qualname
        self.module = module
        self.chunk = chunk
        self.bases = bases
        self.scope = scope
        self.annotations: list[str] = []
        """The annotated names of the body, in order: the fields of a dataclass."""
        self.dataclass = False
        self.frozen = False
        self._lookup: Callable[[str], Value | None] = _nothing
        self._changed: dict[str, Value] = {}
        self.annotate: Callable[[str], tuple[cst.BaseExpression, Chunk] | None] = _unannotated
        """What the body of this very class annotates a name with."""
        self._mro: list[ClassInfo | Value] | None = None

    def fill(self, lookup: Callable[[str], Value | None], annotations: list[str]) -> None:
        """Tell what is in the body."""
        self._lookup = lookup
        self.annotations = annotations

    def own(self, name: str) -> Value | None:
        """What the body of this very class binds a name to."""
        changed = self._changed.get(name)
        return self._lookup(name) if changed is None else changed

    def annotation(self, name: str) -> tuple[cst.BaseExpression, Chunk] | None:
        """What the body of this class or of a base annotates a name with, and the chunk in which that stands."""
        for base in self.mro():
            found = base.annotate(name) if isinstance(base, ClassInfo) else None
            if found is not None:
                return found
        return None

    def change(self, name: str, value: Value) -> None:
        """`Class.name = value`, as class decorators do."""
        self._changed[name] = value

    def mro(self) -> list[ClassInfo | Value]:
        """This class and its bases in the order of lookup; outside and unknown bases as values."""
        if self._mro is None:
            self._mro = [self]  # a class that is its own base, by mistake
            self._mro = _linearize(self)
        return self._mro

    def find(self, name: str, after: ClassInfo | None = None) -> tuple[Value, ClassInfo] | None:
        """An attribute of the class by its order of lookup, and the class that has it."""
        for base in self._after(after):
            if isinstance(base, ClassInfo):
                value = base.own(name)
                if value is not None:
                    return value, base
        return None

    def _after(self, after: ClassInfo | None) -> Iterator[ClassInfo | Value]:
        started = after is None
        for base in self.mro():
            if started:
                yield base
            elif base is after:
                started = True

    def externals(self, after: ClassInfo | None = None) -> list[str]:
        """The names of the outside classes that it derives from."""
        return [base.name for base in self._after(after) if isinstance(base, External)]

    def has_unknown_base(self) -> bool:
        """Whether a base could not be resolved."""
        return any(not isinstance(base, ClassInfo | External) for base in self.mro())


def _unannotated(name: str) -> tuple[cst.BaseExpression, Chunk] | None:
    del name
    return None


def _nothing(name: str) -> Value | None:
    del name
    return None


def _linearize(info: ClassInfo) -> list[ClassInfo | Value]:
    """C3, falling back to depth first where it has no answer."""
    sequences: list[list[ClassInfo | Value]] = []
    heads: list[ClassInfo | Value] = []
    for base in info.bases:
        if isinstance(base, ClassValue):
            sequences.append(list(base.info.mro()))
            heads.append(base.info)
        else:
            sequences.append([base])
            heads.append(base)
    sequences.append(heads)
    result: list[ClassInfo | Value] = [info]
    while sequences := [rest for rest in sequences if rest]:
        head = next(
            (rest[0] for rest in sequences if not any(rest[0] in other[1:] for other in sequences)), sequences[0][0]
        )
        result.append(head)
        sequences = [[item for item in rest if item is not head and item != head] for rest in sequences]
    return result
