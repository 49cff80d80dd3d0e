"""The one way in which a command says that it cannot do its job: a message on stderr, and exit code 2."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
CANNOT = 2


class CannotRun(Exception):
    """The command has no answer. The message is for the user."""
