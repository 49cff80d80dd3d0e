"""Compiled regular expressions and their matches: immutable, and computed with while tracing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.constant import ConstantVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx


class RegexPatternVariable(ConstantVariable):
    """A `re.Pattern`. Its methods are computed where their arguments are constants."""

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - a pattern can always be hashed
        return self.value


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
