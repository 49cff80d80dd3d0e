"""The registry of opcode handlers.

Handlers register for every supported CPython, whichever one runs, so that what a version lacks is a failing test here
and not a surprise there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode.versions import facts_for
from fullgraph_tracer.interpreter.markers import MachineError

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame

# frame, instruction. `Any` for the frame: a subclass of the machine may register handlers for itself.
Handler = Callable[[Any, Any], None]
Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Registration:
    handler: Handler
    since: Version
    until: Version

    def serves(self, version: Version) -> bool:
        return self.since <= version < self.until


_registered: dict[str, list[_Registration]] = {}


def opcode(name: str, *, since: Version = (3, 11), until: Version = (4, 0)) -> Callable[[Handler], Handler]:
    """Register a handler for an opcode in the releases from `since` to before `until`."""

    def register(handler: Handler) -> Handler:
        others = _registered.setdefault(name, [])
        new = _Registration(handler, since, until)
        for other in others:
            if new.since < other.until and other.since < new.until:
                raise ValueError(f"{name}: {handler.__name__} and {other.handler.__name__} serve the same release")
        others.append(new)
        return handler

    return register


def handler_table(version: Version) -> dict[str, Handler]:
    """Handlers by opcode name for one release. A contract test holds it to the opcodes that the release has."""
    return {
        name: registration.handler
        for name, registrations in _registered.items()
        for registration in registrations
        if registration.serves(version)
    }


def number_table(version: Version | None = None) -> list[Handler]:
    """Handlers by opcode number, for the running release unless another is named."""
    version = version or (sys.version_info[0], sys.version_info[1])
    numbers = facts_for(version).OPCODES
    table: list[Handler] = [_unsupported] * 256
    for name, handler in handler_table(version).items():
        table[numbers[name]] = handler
    return table


def _unsupported(_frame: Frame, inst: Instruction) -> None:
    raise MachineError(f"no handler for {inst.opname} in CPython {sys.version_info[0]}.{sys.version_info[1]}")
