"""`random.Random` and its numbers: drawn while tracing from a copy of the state, drawn for real when the graph runs."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.sources import Source
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.tensor.unspecialized import wrap_number
from fullgraph_vocab.breaks import calls, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Scope

DRAWN = frozenset({"random", "randint", "randrange", "uniform"})
"""The methods whose numbers torch keeps open; every other one leaves the graph."""


class Draws:
    """What one captured frame does to random states, in order. It is done for real once per run."""

    def __init__(self) -> None:
        self.actions: list[Callable[[Scope], Any]] = []
        self._shadows: dict[int, tuple[random.Random, random.Random]] = {}
        self._scope: Scope | None = None
        self._values: list[Any] = []

    @staticmethod
    def of(tx: Tx) -> Draws:
        """The draws of this trace."""
        found = tx.states.get("random")
        if found is None:
            found = Draws()
            tx.journal.set_item(tx.states, "random", found)
            tx.effects.finally_do(found.perform)
        assert isinstance(found, Draws)
        return found

    def shadow(self, real: random.Random) -> random.Random:
        """The copy of a real generator that this trace draws from."""
        if id(real) not in self._shadows:
            copy = random.Random()  # noqa: S311 - the user's generator, not a secret
            copy.setstate(real.getstate())
            self._shadows[id(real)] = (real, copy)
        return self._shadows[id(real)][1]

    def perform(self, emit: Emitter) -> None:
        """Do what no fetched number has done yet."""
        self.values(emit.scope)

    def values(self, scope: Scope) -> list[Any]:
        """The results of all actions for one run of the graph."""
        if self._scope is not scope:
            self._scope = scope
            self._values = [action(scope) for action in self.actions]
        return self._values


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator: the trace's own, which it draws from, and where the real one is found (None: there is none)."""

    own: random.Random
    real: Callable[[Scope], random.Random] | None


@dataclass(frozen=True, slots=True)
class RandomValueSource(Source):
    """The n-th random number of a captured frame."""

    index: int
    draws: Draws = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"random_value_{self.index}"

    def fetch(self, scope: Scope) -> Any:
        return torch.tensor(self.draws.values(scope)[self.index])


def act(
    tx: Tx,
    generator: Generator,
    name: str,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],
) -> tuple[Any, int]:
    """Call a method of a generator of the trace's own, for real later. Its result, and which action it is."""
    try:
        values = [arg.as_constant() for arg in args]
        named = {key: arg.as_constant() for key, arg in kwargs.items()}
    except NotConstantError:
        tx.break_(side_effects.RANDOM_STATE, gb="GB0297", name=name)
    own, real = generator.own, generator.real
    before = own.getstate()
    tx.journal.note(lambda: own.setstate(before))
    try:
        result = getattr(own, name)(*values, **named)
    except Exception as error:  # noqa: BLE001 - whatever it raises belongs to the user's program
        tx.raise_(type(error), *error.args)
    draws = Draws.of(tx)

    def action(scope: Scope) -> Any:
        return result if real is None else getattr(real(scope), name)(*values, **named)

    tx.journal.append(draws.actions, action)
    return result, len(draws.actions) - 1


def draw(
    tx: Tx,
    generator: Generator,
    name: str,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],
) -> VariableTracker:
    """A random number: an input of the graph."""
    result, index = act(tx, generator, name, args, kwargs)
    source = RandomValueSource(index, Draws.of(tx))
    return wrap_number(tx, result, source, source.name)


class RandomVariable(VariableTracker):
    """A `random.Random`, with its state."""

    def __init__(self, value: random.Random, **options: Any) -> None:
        """`value`: for an input the real generator, else one of the trace's own."""
        super().__init__(**options)
        self.value = value

    def python_type(self) -> type:
        return random.Random

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without length
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed by identity
        return self

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the trace's own generator has no parts
        made = random.Random()  # noqa: S311 - the user's generator, not a secret
        made.setstate(self.value.getstate())
        return made

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(self.value, name):
            tx.raise_(AttributeError, f"'Random' object has no attribute '{name}'")
        return BuiltinMethodVariable(self, name)

    def generator(self, tx: Tx) -> Generator:
        """What the trace draws from."""
        if self.source is None:
            return Generator(self.value, None)
        return Generator(Draws.of(tx).shadow(self.value), self.source.fetch)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        generator = self.generator(tx)
        if name in DRAWN:
            return draw(tx, generator, name, args, kwargs)
        if name in ("seed", "setstate"):
            act(tx, generator, name, args, kwargs)
            return tx.constant(None)
        if name == "getstate":
            return tx.wrap(generator.own.getstate())
        return super().call_method(tx, name, args, kwargs)


class RandomClassVariable(VariableTracker):
    """`random.Random` itself."""

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return random.Random

    def describe(self) -> str:
        return "Random"

    def python_type(self) -> type:
        return type

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        return tx.wrap(getattr(random.Random, name))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) > 1 or kwargs:
            tx.break_(side_effects.RANDOM_STATE, gb="GB0297", name="random.Random")
        try:
            return RandomVariable(random.Random(*(arg.as_constant() for arg in args)))  # noqa: S311
        except NotConstantError:
            tx.break_(side_effects.RANDOM_STATE, gb="GB0297", name="random.Random")


class RandomFunctionVariable(VariableTracker):
    """A function of the module `random`: a method of the generator that all programs share."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    @property
    def kind(self) -> str:
        return "SkipFunctionVariable" if self.value is random.random else "UserDefinedObjectVariable"

    def describe(self) -> str:
        return f"random.{self.value.__name__}"

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return self.value

    def python_type(self) -> type:
        return type(self.value)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        name, owner = self.value.__name__, self.value.__self__
        constant = all(arg.is_constant for arg in (*args, *kwargs.values()))
        if name == "random" or name not in DRAWN or not constant:
            tx.break_(calls.SKIPPED_CALL, name=self.describe())
        return draw(tx, Generator(Draws.of(tx).shadow(owner), lambda _scope: owner), name, args, kwargs)
