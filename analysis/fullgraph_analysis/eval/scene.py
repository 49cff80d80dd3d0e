"""Where something happens, as hazards ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.documents.syntax import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.values import Obj, Value

_EMPTY = cst.Module([])


class Place:
    """A node in a frame."""

    __slots__ = ("_ev", "_frame", "_node")

    def __init__(self, ev: Evaluator, frame: Frame, node: cst.CSTNode) -> None:
        self._ev = ev
        self._frame = frame
        self._node = node

    def lasting(self, obj: Obj) -> bool:
        """Whether an object was there before the compiled function was called."""
        return any(start < obj.serial < end for start, end in self._ev.made_before)

    def text(self) -> str:
        """The source of what a method is called on, or of what is assigned to."""
        node = self._node
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            node = node.func.value
        return _EMPTY.code_for_node(node)

    def parts(self) -> Iterator[tuple[cst.CSTNode, Value | None]]:
        """The expressions of which the node consists, with their values as far as they were evaluated."""
        record = self._frame.activation.record
        yield self._node, record.get(self._node)
        for part in walk(self._node, cst.Lambda):
            yield part, record.get(part)
