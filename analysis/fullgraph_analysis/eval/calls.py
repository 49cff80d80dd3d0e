"""Calling: what a callee does with arguments, and functions evaluated once for each sort of arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.events import Call, CallFunction, MethodCall, UseObject
from fullgraph_analysis.eval.fingerprints import fingerprint
from fullgraph_analysis.eval.frames import NEXT, Activation, Frame
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.instances import call_instance, instantiate, super_method
from fullgraph_analysis.eval.joins import union
from fullgraph_analysis.eval.registry import EXTERNALS, METHODS
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.usage import assumed_tensors
from fullgraph_analysis.eval.values import (
    LIKELY,
    NONE,
    UNKNOWN,
    Bound,
    ClassValue,
    DictObj,
    Entries,
    External,
    Function,
    Instance,
    IteratorObj,
    Method,
    Partial,
    Scalar,
    SuperValue,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.functions import FunctionCode


def call(ev: Evaluator, f: Frame, node: cst.CSTNode, callee: Value, args: Args) -> Value:
    """The result of `callee(*args)`."""
    if isinstance(callee, Union):
        return ev.each(f, callee, lambda option: call(ev, f, node, option, args))
    if isinstance(callee, Function):
        return _call_function(ev, f, node, callee, args)
    if isinstance(callee, Bound):
        return call(ev, f, node, callee.func, args.with_self(callee.self))
    if isinstance(callee, Method):
        return call_method(ev, f, node, callee.owner, callee.name, args)
    if isinstance(callee, External):
        return call_external(ev, f, node, callee.name, args)
    if isinstance(callee, ClassValue):
        return instantiate(ev, f, node, callee, args)
    if isinstance(callee, Partial):
        merged = Args([*callee.args, *args.positional], {**dict(callee.kwargs), **args.keywords}, args.open, args.among)
        return call(ev, f, node, callee.func, merged)
    if isinstance(callee, Instance):
        ev.fire(f, node, UseObject(callee))
        return call_instance(ev, f, node, callee, args)
    return UNKNOWN


_DRAWS = frozenset(f"numpy.random.{name}" for name in "random rand randn randint uniform normal random_sample".split())
"""Where one number is drawn the graph is broken, and goes on with a number of Python's."""


def call_external(ev: Evaluator, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
    """A function or class that is known by name."""
    broken = ev.fire(f, node, Call(name, args))
    if broken and name in _DRAWS:
        return Scalar("int" if name.endswith("randint") else "float")
    model = EXTERNALS.get(name)
    if model is not None:
        return model(ev, f, node, args)
    result = ev.outside(f, node, name, args)
    if isinstance(result, Tensor):
        f.activation.computes = True
    return result


def call_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value:
    """A method of a builtin or outside type."""
    if isinstance(owner, SuperValue):
        return super_method(ev, f, node, owner, name, args)
    ev.fire(f, node, MethodCall(owner, name, args, _variables(node)))
    model = METHODS.get(type(owner))
    result = model(ev, f, node, owner, name, args) if model is not None else None
    if isinstance(owner, Tensor) and isinstance(result, Tensor):
        f.activation.computes = True
    return UNKNOWN if result is None else result


def _variables(node: cst.CSTNode) -> tuple[str, ...]:
    given = [arg.value for arg in node.args if arg.keyword is None] if isinstance(node, cst.Call) else []
    return tuple(value.value if isinstance(value, cst.Name) else "" for value in given)


def _call_function(ev: Evaluator, f: Frame, node: cst.CSTNode, callee: Function, args: Args) -> Value:
    if ev.fire(f, node, CallFunction(callee, args)):
        return UNKNOWN
    if callee.wrapped == "skip":
        return UNKNOWN
    names = bind_arguments(ev, callee, args)
    code = callee.code
    if not f.quiet and ev.stack and ev.stack[0].module is code.module:
        _take_as_used(code, names)
    if len(ev.stack) >= ev.config.depth or ev.stack.count(code) >= 2:
        return UNKNOWN
    key = _key(callee, names, quiet=f.quiet)
    known = ev.calls.get(key) if key is not None else None
    if known is not None:
        ev.used |= known[2]
        ev.called(f, node, known[0])
        return known[1]
    activation = Activation(code, code.chunk)
    touched, serial = len(ev.state.touched), ev.state.serial()
    with ev.noting() as used:
        used.add(code.chunk)
        result = _run(ev, f, callee, names, activation)
    ev.called(f, node, activation)
    pure = all(obj.serial > serial for obj in ev.state.touched[touched:])
    if key is not None and pure:
        ev.calls[key] = (activation, result, frozenset(used))
    return result


def _take_as_used(code: FunctionCode, names: dict[str, Value]) -> None:
    """Arguments that nothing is known of are taken for tensors where a function of the root's own file uses them so.

    Libraries are full of functions that take others too.
    """
    for name in assumed_tensors(code):
        if isinstance(names[name], Unknown):
            names[name] = Tensor(None, None, sure=LIKELY, source=True)


def _key(callee: Function, names: dict[str, Value], *, quiet: bool) -> object | None:
    if callee.scope.live:
        return None  # a function inside one that still runs: what it sees may change
    parts = tuple((name, fingerprint(value)) for name, value in names.items())
    return (callee.code, callee.scope, quiet, parts)


def _run(ev: Evaluator, f: Frame, callee: Function, names: dict[str, Value], activation: Activation) -> Value:
    """Evaluate a function's body."""
    ev.count(callee.code.chunk)
    module = callee.code.module
    scope = Scope(module, None if callee.scope is module.scope else callee.scope)
    scope.globals, scope.nonlocals = callee.code.globals, callee.code.nonlocals
    scope.live = True
    frame = Frame(scope, callee.code.chunk, activation, ev.state.mark())
    frame.quiet = f.quiet
    frame.cls = callee.owner
    for name, value in names.items():
        scope.names[name] = value
    if callee.code.params and callee.owner is not None:
        frame.this = names.get(callee.code.params[0].name)
    ev.stack.append(callee.code)
    try:
        return execute(ev, frame, callee.code)
    finally:
        scope.live = False
        ev.stack.pop()


def execute(ev: Evaluator, frame: Frame, code: FunctionCode) -> Value:
    """The result of a function whose arguments are bound."""
    for param in code.params:
        frame.activation.record[param.node.name] = frame.scope.names[param.name]
    node = code.node
    if isinstance(node, cst.Lambda):
        return ev.eval(frame, node.body)
    flow = ev.run(frame, node.body.body)
    results = [value for value, _ in frame.returns]
    deltas = [delta for _, delta in frame.returns]
    if flow & NEXT:
        results.append(NONE)
        deltas.append(ev.state.changes(frame.mark))
    if len(deltas) > 1 or not flow & NEXT:
        ev.state.leave(frame.mark)
        if deltas:
            ev.state.merge(deltas)
    if code.generator:
        return IteratorObj(Tuple(None, union(frame.yields)), "generator")
    return union(results) if results else UNKNOWN


def bind_arguments(ev: Evaluator, callee: Function, args: Args) -> dict[str, Value]:
    """Parameter names to values, as CPython binds them; what cannot be bound is unknown."""
    names: dict[str, Value] = {}
    rest = list(args.positional)
    keywords = dict(args.keywords)
    for param in callee.code.params:
        if param.kind == "star":
            exact = not args.open or args.among is not None
            names[param.name] = Tuple(tuple(rest)) if exact else Tuple(None, union([*rest, UNKNOWN]))
            rest = []
        elif param.kind == "double":
            known = tuple((name, value) for name, value in keywords.items())
            names[param.name] = DictObj(Entries(known, open=args.open, among=args.among))
        elif param.kind in ("positional", "either") and rest:
            names[param.name] = rest.pop(0)
        elif param.name in keywords:
            names[param.name] = keywords.pop(param.name)
        else:
            names[param.name] = _default(ev, callee, param.name, open_call=args.may_have(param.name))
    return names


def _default(ev: Evaluator, callee: Function, name: str, *, open_call: bool) -> Value:
    default = callee.defaults.get(name)
    if default is None:
        return UNKNOWN
    return union([default, UNKNOWN]) if open_call else default
