"""Rules: what breaks the graph. A rule answers to one sort of event and says what it found, or nothing.

Hazards answer likewise, and say what makes torch compile again: the graph stays whole, and evaluation goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from fullgraph_analysis.eval.events import Event, Hit, Scene

RULES: dict[type, list[Callable[[Event], Hit | None]]] = {}
HAZARDS: dict[type, list[Callable[[Any, Scene], Hit | None]]] = {}
_R = TypeVar("_R", bound="Callable[..., Hit | None]")


def rule(*events: type) -> Callable[[_R], _R]:
    """Register a rule for some sorts of events. Rules for one sort are asked in the order of their registration."""

    def register(function: _R) -> _R:
        for event in events:
            RULES.setdefault(event, []).append(function)
        return function

    return register


def hazard(*events: type) -> Callable[[_R], _R]:
    """Register a hazard for some sorts of events. It is also told the scene: where that happens."""

    def register(function: _R) -> _R:
        for event in events:
            HAZARDS.setdefault(event, []).append(function)
        return function

    return register


class Rules:
    """All rules."""

    @property
    def watched(self) -> Container[type]:
        """The events that hazards answer to."""
        return HAZARDS

    def judge(self, event: Event) -> Hit | None:
        """The first rule's answer that is one."""
        for function in RULES.get(type(event), ()):
            hit = function(event)
            if hit is not None:
                return hit
        return None

    def hazards(self, event: Event, scene: Scene) -> list[Hit]:
        """What all hazards say."""
        hits = (function(event, scene) for function in HAZARDS.get(type(event), ()))
        return [hit for hit in hits if hit is not None]
