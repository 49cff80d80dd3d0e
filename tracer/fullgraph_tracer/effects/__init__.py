"""What traced code changes, and how to undo it while tracing."""

from fullgraph_tracer.effects.journal import Journal
from fullgraph_tracer.effects.log import DELETED, Effect, Effects

__all__ = ["DELETED", "Effect", "Effects", "Journal"]
