"""Best-first search over arguments of calls: what the errors of one try say is tried next."""

from __future__ import annotations

import dis
import heapq
import inspect
import itertools
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fullgraph_tracer.worker.inputs.spec import Value

_NEIGHBOURS = 24
"""How many corrections of one failed call are kept."""
_PATIENCE = 10
"""How many times its processor time a search may wait: for a machine that does other things as well."""


class Budget:
    """Stops a search: after some seconds of this process's own time, or some tries."""

    def __init__(self, seconds: float, tries: int) -> None:
        self.tries = tries
        self.until = time.process_time() + seconds
        self.patience = time.perf_counter() + _PATIENCE * seconds

    def spend(self) -> bool:
        """Whether one more try may be made."""
        self.tries -= 1
        return self.tries >= 0 and time.process_time() < self.until and time.perf_counter() < self.patience

    def part(self, tries: int) -> Budget:
        """The same time, for some tries."""
        made = Budget(0, tries)
        made.until, made.patience = self.until, self.patience
        return made


@dataclass
class Run:
    """How a call went: `done` counts torch's operations before the error."""

    error: BaseException | None
    done: int
    value: Any = None
    blamed: frozenset[str] = field(default_factory=frozenset)

    @property
    def message(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"

    def read(self) -> frozenset[str]:
        """The attributes, and the keys, that the failing line of each function reads."""
        return frozenset() if self.error is None else _read(self.error)


class _Count(TorchFunctionMode):
    """Counts calls of torch."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))


def attempt(function: Callable[[], Any], blamable: Callable[..., Any] | None = None) -> Run:
    """Call, and note how far it got and which parameters the failing line of `blamable` reads."""
    counter = _Count()
    try:
        with torch.no_grad(), counter:
            value = function()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever user code raises is what the search reads
        return Run(error, counter.count, blamed=_blamed(error, blamable))
    return Run(None, counter.count, value)


def _blamed(error: BaseException, function: Callable[..., Any] | None) -> frozenset[str]:
    """The local names that the failing line of the function reads."""
    code = getattr(inspect.unwrap(function), "__code__", None) if function is not None else None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code is code:
            return frozenset(
                str(inst.argval)
                for inst in dis.get_instructions(frame.f_code)
                if inst.positions is not None and inst.positions.lineno == line and inst.opname.startswith("LOAD_FAST")
            )
    return frozenset()


def _read(error: BaseException) -> frozenset[str]:
    found: set[str] = set()
    for frame, line in traceback.walk_tb(error.__traceback__):
        for inst in dis.get_instructions(frame.f_code):
            if inst.positions is not None and inst.positions.lineno == line:
                named = inst.opname in {"LOAD_ATTR", "LOAD_METHOD", "LOAD_CONST"}
                found.update({inst.argval} if named and isinstance(inst.argval, str) else ())
    return frozenset(found)


class BestFirst:
    """Tries states; of all that failed, the neighbours of the one that got furthest come next."""

    def __init__(
        self,
        budget: Budget,
        run: Callable[[dict[str, Value]], Run],
        neighbours: Callable[[dict[str, Value], Run], Iterator[dict[str, Value]]],
    ) -> None:
        self.budget = budget
        self.run = run
        self.neighbours = neighbours

    def successes(self, starts: list[dict[str, Value]]) -> Iterator[tuple[dict[str, Value], Run]]:
        """States that ran, each with what it returned."""
        order = itertools.count()
        queue = [(0, index, next(order), state) for index, state in enumerate(starts)]
        seen: set[str] = set()
        while queue:
            state = heapq.heappop(queue)[-1]
            key = repr(sorted(state.items(), key=lambda item: item[0]))
            if key in seen:
                continue
            seen.add(key)
            if not self.budget.spend():
                return
            run = self.run(state)
            if run.error is None:
                yield state, run
            for index, neighbour in enumerate(itertools.islice(self.neighbours(state, run), _NEIGHBOURS)):
                # What ran and was not wanted is followed last.
                furthest = 1 if run.error is None else -run.done
                heapq.heappush(queue, (furthest, index, next(order), neighbour))
