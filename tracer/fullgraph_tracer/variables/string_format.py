"""Text that shows tensors: it can be made only when the graph has run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


def escaped(text: str) -> str:
    """Literal text as part of a format string."""
    return text.replace("{", "{{").replace("}", "}}")


class StringFormatVariable(VariableTracker):
    """`format_string.format(*args, **kwargs)`, put off."""

    def __init__(
        self,
        format_string: str,
        args: Sequence[VariableTracker],
        kwargs: Mapping[str, VariableTracker] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.format_string = format_string
        self.args = list(args)
        self.kwargs = dict(kwargs or {})

    def describe(self) -> str:
        return repr(self.format_string)

    def python_type(self) -> type:
        return str

    def parts(self) -> Iterable[VariableTracker]:
        return (*self.args, *self.kwargs.values())

    def reconstruct(self, emit: Emitter) -> Any:
        named = {name: emit(value) for name, value in self.kwargs.items()}
        return self.format_string.format(*(emit(arg) for arg in self.args), **named)

    def length(self, tx: Tx) -> VariableTracker:
        """What torch reports, though eager has an answer: it has no length to give."""
        tx.raise_(TypeError, "object of type 'str' has no len()")

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        tx.break_(calls.UNSUPPORTED_METHOD, name=name, type="str")

    def join_formatted(self, tx: Tx, pieces: Sequence[VariableTracker]) -> VariableTracker:  # noqa: ARG002 - the slot's
        return joined(pieces)

    def str(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - text is its own text
        return self


def joined(pieces: Sequence[VariableTracker]) -> VariableTracker:
    """The pieces of an f-string as one text; each is a constant or text that is put off itself."""
    template = ""
    args: list[VariableTracker] = []
    kwargs: dict[str, VariableTracker] = {}
    for piece in pieces:
        if isinstance(piece, StringFormatVariable):
            template += piece.format_string
            args += piece.args
            kwargs.update(piece.kwargs)
        elif piece.is_constant:
            template += escaped(piece.as_constant())
        else:
            template += "{}"
            args.append(piece)
    return StringFormatVariable(template, args, kwargs)
