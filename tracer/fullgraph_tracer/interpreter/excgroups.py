"""`except` and `except*` over real exceptions."""

from __future__ import annotations

from typing import Any

_NOT_A_CLASS = "catching classes that do not inherit from BaseException is not allowed"
_GROUP_IN_STAR = "catching ExceptionGroup with except* is not allowed. Use except instead."


def _classes(classes: Any) -> tuple[Any, ...]:
    each = classes if isinstance(classes, tuple) else (classes,)
    if not all(isinstance(cls, type) and issubclass(cls, BaseException) for cls in each):
        raise TypeError(_NOT_A_CLASS)
    return each


def matches(exc: BaseException, classes: Any) -> bool:
    """CHECK_EXC_MATCH. By the real MRO: `__subclasscheck__` has no say."""
    mro = type(exc).__mro__
    return any(cls in mro for cls in _classes(classes))


def split(exc: BaseException, classes: Any) -> tuple[Any, Any]:
    """CHECK_EG_MATCH: the rest and what matched, None for neither. A naked exception is wrapped in a group."""
    each = _classes(classes)
    if any(issubclass(cls, BaseExceptionGroup) for cls in each):
        raise TypeError(_GROUP_IN_STAR)
    if matches(exc, classes):
        return None, exc if isinstance(exc, BaseExceptionGroup) else BaseExceptionGroup("", [exc])
    if isinstance(exc, BaseExceptionGroup):
        matched, rest = exc.split(classes)
        return rest, matched
    return exc, None


def combine(original: BaseException, results: list[BaseException | None]) -> BaseException | None:
    """`_PyExc_PrepReraiseStar`: what a `try` with `except*` raises at its end, None for nothing.

    What its clauses raised anew stands beside what they let through, which keeps the shape of the original group.
    """
    given = [exc for exc in results if exc is not None]
    if not given:
        return None
    if not isinstance(original, BaseExceptionGroup):
        return given[0]
    let_through = [exc for exc in given if _same_metadata(exc, original)]
    raised = [exc for exc in given if not _same_metadata(exc, original)]
    kept = {id(leaf) for exc in let_through for leaf in _leaves(exc)}
    rest = original.subgroup(lambda exc: id(exc) in kept) if kept else None
    if rest is not None:
        raised.append(rest)
    return raised[0] if len(raised) == 1 else BaseExceptionGroup("", raised)


def _same_metadata(exc: BaseException, original: BaseException) -> bool:
    return (
        isinstance(exc, BaseExceptionGroup)
        and getattr(exc, "__notes__", None) is getattr(original, "__notes__", None)
        and exc.__traceback__ is original.__traceback__
        and exc.__cause__ is original.__cause__
        and exc.__context__ is original.__context__
    )


def _leaves(exc: BaseException) -> list[BaseException]:
    if isinstance(exc, BaseExceptionGroup):
        return [leaf for inner in exc.exceptions for leaf in _leaves(inner)]
    return [exc]
