"""Rules: what breaks the graph. A rule answers to one sort of event and says what it found, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.events import Event, Hit

RULES: dict[type, list[Callable[[Event], Hit | None]]] = {}
_R = TypeVar("_R", bound="Callable[..., Hit | None]")


def rule(*events: type) -> Callable[[_R], _R]:
    """Register a rule for some sorts of events. Rules for one sort are asked in the order of their registration."""

    def register(function: _R) -> _R:
        for event in events:
            RULES.setdefault(event, []).append(function)
        return function

    return register


class Rules:
    """All rules."""

    def judge(self, event: Event) -> Hit | None:
        """The first rule's answer that is one."""
        for function in RULES.get(type(event), ()):
            hit = function(event)
            if hit is not None:
                return hit
        return None
