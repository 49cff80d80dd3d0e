"""Compiled regular expressions and their matches: immutable, and computed with while tracing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin import fold_values
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.functions.user import real_value
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class RegexPatternVariable(ConstantVariable):
    """A `re.Pattern`. Its methods are computed where their arguments are constants."""

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - a pattern can always be hashed
        return self.value

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """Computed; a function of what is known while tracing is a constant too, as `sub` takes one."""
        try:
            values = [real_value(arg) for arg in args]
            named = {key: real_value(arg) for key, arg in kwargs.items()}
        except NotConstantError:
            tx.break_(calls.UNSUPPORTED_METHOD, gb="GB0299", name=name, type=self.type_name())
        if name in ("finditer", "scanner"):
            tx.break_(calls.UNSUPPORTED_METHOD, gb="GB0292", name=name, type=self.type_name())
        return fold_values(tx, getattr(self.value, name), values, named)


class RegexMatchVariable(ConstantVariable):
    """A `re.Match`."""

    @property
    def kind(self) -> str:
        return "ConstantLikeVariable"

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed by identity
        return self.value

    def describe(self) -> str:
        return "re.Match"


KINDS: dict[type, type[ConstantVariable]] = {re.Pattern: RegexPatternVariable, re.Match: RegexMatchVariable}
