"""What differs between the CPython releases, as data, readable on any of them.

The modules are written by `generate.py`, run once under each release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fullgraph_tracer.bytecode.versions import py311, py312, py313

if TYPE_CHECKING:
    from collections.abc import Mapping

SUPPORTED = ((3, 11), (3, 12), (3, 13))


class VersionFacts(Protocol):
    """The contents of one version's module."""

    @property
    def VERSION(self) -> tuple[int, int]: ...  # noqa: N802 a module's constant

    @property
    def OPCODES(self) -> Mapping[str, int]: ...  # noqa: N802

    @property
    def BINARY_OPERATORS(self) -> tuple[str, ...]: ...  # noqa: N802

    @property
    def INTRINSICS_1(self) -> tuple[str, ...]: ...  # noqa: N802

    @property
    def INTRINSICS_2(self) -> tuple[str, ...]: ...  # noqa: N802


_BY_VERSION: dict[tuple[int, int], VersionFacts] = {(3, 11): py311, (3, 12): py312, (3, 13): py313}


def facts_for(version: tuple[int, ...]) -> VersionFacts:
    """The facts of a CPython release, given as `(3, 12)`; ImportError for one that is not supported."""
    facts = _BY_VERSION.get((version[0], version[1]))
    if facts is None:
        known = ", ".join(f"{major}.{minor}" for major, minor in SUPPORTED)
        raise ImportError(f"fullgraph reads the bytecode of CPython {known}, not of {version[0]}.{version[1]}")
    return facts
