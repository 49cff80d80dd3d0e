"""What traced code changes, and how to undo it while tracing."""

from fullgraph_tracer.effects.journal import Journal
from fullgraph_tracer.effects.log import Effect, Effects, is_deleted, is_stored
from fullgraph_tracer.effects.process import Change, ProcessState

__all__ = ["Change", "Effect", "Effects", "Journal", "ProcessState", "is_deleted", "is_stored"]
