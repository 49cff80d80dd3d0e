"""What traced code changes, and how to undo it while tracing."""

from fullgraph_tracer.effects.journal import Journal
from fullgraph_tracer.effects.log import DELETED, Effect, Effects
from fullgraph_tracer.effects.process import Change, ProcessState

__all__ = ["DELETED", "Change", "Effect", "Effects", "Journal", "ProcessState"]
