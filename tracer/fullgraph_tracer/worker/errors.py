"""What keeps a request from being answered: each a class that knows its break code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from fullgraph_vocab.breaks import Break
    from fullgraph_vocab.wire import WireError


class WorkerError(Exception):
    """A request that has no answer. `place` is where the cause stands: file, line and column from 1, end column."""

    cause: ClassVar[Break] = tool.TRACER_BUG

    def __init__(
        self,
        message: str,
        *,
        traceback: str | None = None,
        place: tuple[str, int, int, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.traceback = traceback
        self.place = place

    def to_wire(self) -> WireError:
        """As the protocol says it."""
        error: WireError = {"code": self.cause.code, "message": self.message}
        if self.traceback is not None:
            error["traceback"] = self.traceback
        if self.place is not None:
            filename, line, column, end_column = self.place
            error["location"] = {
                "filename": filename,
                "location": {"row": line, "column": column},
                "end_location": {"row": line, "column": end_column},
            }
        return error


class BadSpec(WorkerError):
    """The input spec makes no sense, or does not fit the function."""

    cause = tool.BAD_INPUTS


class ImportFailed(WorkerError):
    """The user's module raised or exited while it was imported."""

    cause = tool.IMPORT_FAILED


class DoesNotParse(WorkerError):
    """The user's module is no Python."""

    cause = tool.SYNTAX_ERROR


class Unreadable(WorkerError):
    """The user's file does not exist, is binary, or cannot be decoded."""

    cause = tool.UNREADABLE_FILE


class TimedOut(WorkerError):
    """The time limit was reached."""

    cause = tool.TIMEOUT


class NotFound(WorkerError):
    """No such function in the module."""

    cause = tool.FUNCTION_NOT_FOUND


class NoInputs(WorkerError):
    """No example inputs were given or found."""

    cause = tool.NO_INPUTS


class RaisedInUserCode(WorkerError):
    """The function (or the constructor) raises in eager already."""

    cause = tool.EAGER_RAISED


class WorkerDied(WorkerError):
    """The process that ran the request ended without an answer."""

    cause = tool.WORKER_DIED


class Cancelled(WorkerError):
    """The request was cancelled."""

    cause = tool.CANCELLED


class CannotTrace(WorkerError):
    """No torch in this interpreter."""

    cause = tool.NO_INTERPRETER


class UnknownTorch(WorkerError):
    """A release of torch that the tracer does not know."""

    cause = tool.UNKNOWN_TORCH


class ToolBug(WorkerError):
    """A bug of ours."""

    cause = tool.TRACER_BUG


class BackendFailed(WorkerError):
    """The back end of torch.compile raised."""

    cause = tool.COMPILE_FAILED


class OutOfMemory(WorkerError):
    """The memory limit was reached."""

    cause = tool.MEMORY_LIMIT
