"""A list of cases: functions, each with what makes its arguments anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Cases:
    """`@case(make_arguments)` above a function, or `@case(*arguments)`, adds it."""

    found: list[tuple[str, Any, Any]] = field(default_factory=list)

    def __call__(self, *arguments: Any) -> Any:
        def add(function: Any) -> Any:
            lone = len(arguments) == 1 and callable(arguments[0])
            self.found.append((function.__name__, function, arguments[0] if lone else lambda: arguments))
            return function

        return add
