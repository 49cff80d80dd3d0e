"""The cases of this folder: each takes one tensor, and may be called any number of times."""

from typing import Any

CASES: list[Any] = []


def case(function: Any) -> Any:
    """Add a function to the cases."""
    CASES.append(function)
    return function
