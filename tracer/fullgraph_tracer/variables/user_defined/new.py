"""Making instances while tracing: which variable tracks an instance of which class."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Maker = Callable[[Tx, VariableTracker, Sequence[VariableTracker], dict[str, VariableTracker]], VariableTracker]

_MAKERS: dict[Any, Maker] = {}


def makes(*new: Any) -> Callable[[Maker], Maker]:
    """Register what makes an instance for a C `__new__`, such as `object.__new__` or `dict.__new__`."""

    def register(maker: Maker) -> Maker:
        for function in new:
            _MAKERS[function] = maker
        return maker

    return register


def new_instance(
    tx: Tx,
    cls: VariableTracker,
    new: Any,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],
    *,
    called: bool = False,
) -> VariableTracker:
    """`cls.__new__(cls, *args, **kwargs)` for a `__new__` that is written in C; `called` where the class was."""
    maker = _MAKERS.get(new)
    if maker is None:
        if called and inspect.getattr_static(cls.as_constant(), "__getattribute__") is not object.__getattribute__:
            tx.break_(calls.UNSUPPORTED_CALL, name=cls.describe())
        if type(cls.as_constant()).__module__ == "pybind11_builtins":
            tx.break_(calls.SKIPPED_CALL, name=f"{cls.describe()}.__new__")
        tx.break_(calls.UNSUPPORTED_METHOD, name="__new__", type=cls.describe())
    return maker(tx, cls, args, kwargs)
