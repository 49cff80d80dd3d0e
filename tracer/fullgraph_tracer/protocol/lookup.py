"""Looking names up on real classes: `_PyType_Lookup` and what descriptors are (https://docs.python.org/3/howto/descriptor.html)."""

from __future__ import annotations

from typing import Any, Final


class _Missing:
    """No such attribute."""

    def __repr__(self) -> str:
        return "<missing>"


MISSING: Final = _Missing()


def type_lookup(cls: type, name: str) -> tuple[Any, type]:
    """The attribute `name` along the MRO, not bound, and the class that has it; (MISSING, cls) if none has."""
    for base in cls.__mro__:
        found = base.__dict__.get(name, MISSING)
        if found is not MISSING:
            return found, base
    return MISSING, cls


def is_data_descriptor(value: object) -> bool:
    """Whether it is asked before the instance's own attributes."""
    cls = type(value)
    return hasattr(cls, "__set__") or hasattr(cls, "__delete__")


def overrides(cls: type, name: str, base: type = object) -> Any:
    """The special method `name` of `cls` if it is not `base`'s own, else None."""
    found, owner = type_lookup(cls, name)
    return None if found is MISSING or owner is base or owner is object else found
