"""Type parameters and aliases (PEP 695 and 696) over real objects, for CPython 3.12 on.

`typing` can make a type variable whose bound is known, not one whose bound is evaluated when asked for; only the syntax
makes those. So a one-line program is compiled that uses the syntax with the evaluating function.
"""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.markers import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable


def intrinsic(globals_: dict[str, Any], name: str, *args: Any) -> Any:
    """An intrinsic of that family, in a module with those globals."""
    handler = _HANDLERS.get(name)
    if handler is None:
        raise MachineError(f"no handler for {name}")
    return handler(globals_, *args)


def _parameter(globals_: dict[str, Any], text: str, **evaluators: Any) -> Any:
    """The type parameter that `def f[text](): ...` has."""
    scope = {"__name__": globals_.get("__name__"), **evaluators}
    exec(f"def holder[{text}](): ...", scope)  # noqa: S102 text of ours around an identifier
    return scope["holder"].__type_params__[0]


def _typevar(globals_: dict[str, Any], name: str) -> Any:
    return _parameter(globals_, name)


def _paramspec(globals_: dict[str, Any], name: str) -> Any:
    return _parameter(globals_, f"**{name}")


def _typevartuple(globals_: dict[str, Any], name: str) -> Any:
    return _parameter(globals_, f"*{name}")


def _with_bound(globals_: dict[str, Any], name: str, evaluate: Any) -> Any:
    return _parameter(globals_, f"{name}: _evaluate()", _evaluate=evaluate)


def _with_constraints(globals_: dict[str, Any], name: str, evaluate: Any) -> Any:
    constraints = evaluate()  # at once: the syntax wants to know how many there are
    text = "".join(f"_constraints[{i}], " for i in range(len(constraints)))
    return _parameter(globals_, f"{name}: ({text})", _constraints=constraints)


def _with_default(globals_: dict[str, Any], parameter: Any, evaluate: Any) -> Any:
    """3.13. A parameter cannot be changed from Python, so a new one takes its place, with its bound."""
    name = parameter.__name__
    if isinstance(parameter, typing.ParamSpec):
        text = f"**{name}"
    elif isinstance(parameter, typing.TypeVarTuple):
        text = f"*{name}"
    elif parameter.__constraints__:
        constraints = "".join(f"_old.__constraints__[{i}], " for i in range(len(parameter.__constraints__)))
        text = f"{name}: ({constraints})"
    elif parameter.__bound__ is not None:
        text = f"{name}: _old.__bound__"
    else:
        text = name
    return _parameter(globals_, f"{text} = _evaluate()", _old=parameter, _evaluate=evaluate)


def _subscript_generic(_globals: dict[str, Any], params: tuple[Any, ...]) -> Any:
    unpacked = tuple(typing.Unpack[p] if isinstance(p, typing.TypeVarTuple) else p for p in params)
    return typing.Generic[unpacked]  # type: ignore[index] # as `_Py_subscript_generic` does


def _alias(globals_: dict[str, Any], definition: tuple[str, Any, Any]) -> Any:
    """`type X = ...`. The value of a generic alias is computed at once: no syntax takes given parameters."""
    name, params, compute = definition
    scope: dict[str, Any] = {"__name__": globals_.get("__name__"), "_compute": compute}
    if not params:
        exec(f"type {name} = _compute()", scope)  # noqa: S102 text of ours around an identifier
        return scope[name]
    scope |= {"_params": params, "_make": vars(typing)["TypeAliasType"]}
    exec(f"alias = _make({name!r}, _compute(), type_params=_params)", scope)  # noqa: S102 for the module's name
    return scope["alias"]


def _set_type_params(_globals: dict[str, Any], function: Any, params: Any) -> Any:
    function.__type_params__ = params
    return function


_HANDLERS: dict[str, Callable[..., Any]] = {
    "INTRINSIC_TYPEVAR": _typevar,
    "INTRINSIC_PARAMSPEC": _paramspec,
    "INTRINSIC_TYPEVARTUPLE": _typevartuple,
    "INTRINSIC_TYPEVAR_WITH_BOUND": _with_bound,
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS": _with_constraints,
    "INTRINSIC_SET_TYPEPARAM_DEFAULT": _with_default,
    "INTRINSIC_SUBSCRIPT_GENERIC": _subscript_generic,
    "INTRINSIC_TYPEALIAS": _alias,
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS": _set_type_params,
}
