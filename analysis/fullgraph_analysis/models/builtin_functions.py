"""Builtin functions and types.

https://docs.python.org/3/library/functions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import Format, Interrupted, Iterate, Order, Test, ToNumber
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import elements, join, options, scalar_type, union
from fullgraph_analysis.eval.registry import external
from fullgraph_analysis.eval.truth import truth, without
from fullgraph_analysis.eval.values import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Bound,
    ClassValue,
    Const,
    DictObj,
    Entries,
    External,
    Function,
    Instance,
    IteratorObj,
    ListObj,
    Method,
    Partial,
    Scalar,
    SliceValue,
    SuperValue,
    Tensor,
    Tuple,
    Unknown,
    Value,
)
from fullgraph_analysis.models.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.registry import External as Model

_LONGEST = 256


def _first(args: Args) -> Value:
    return args.positional[0] if args.positional else UNKNOWN


@external("builtins.isinstance")
def isinstance_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    if len(args.positional) != 2:
        return Scalar("bool")
    answer = ev.is_instance(f, node, args.positional[0], args.positional[1])
    return Scalar("bool") if answer is None else Const(answer)


@external("builtins.issubclass")
def issubclass_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Scalar("bool")


@external("builtins.callable")
def callable_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, Function | Bound | Method | ClassValue | Partial):
        return TRUE
    return FALSE if isinstance(value, Const | Scalar | Tensor | Tuple | ListObj | DictObj) else Scalar("bool")


@external("builtins.len")
def len_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return union(_len(ev, f, node, option) for option in options(_first(args)))


def _len(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value) -> Value:
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        return Const(len(value.value))
    if isinstance(value, ListObj):
        value = value.content
    if isinstance(value, Tuple):
        return Const(len(value.items)) if value.items is not None else Scalar("int")
    if isinstance(value, DictObj):
        return Scalar("int") if value.content.open else Const(len(value.content.known))
    if isinstance(value, Tensor) and value.shape:
        return Scalar("int") if value.shape[0] is None else Const(value.shape[0])
    if isinstance(value, Instance):
        if value.container is not None:
            return _len(ev, f, node, value.container)
        return ev.call_special(f, node, value, "__len__") or Scalar("int")
    return Scalar("int")


@external("builtins.range")
def range_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    for value in args.positional:
        ev.fire_each(f, node, value, lambda option: ToNumber(option, "range"))
    bounds = [value.value for value in args.positional if isinstance(value, Const) and isinstance(value.value, int)]
    if bounds and len(bounds) == len(args.positional) and not (len(bounds) == 3 and bounds[2] == 0):
        numbers = range(*bounds)
        if len(numbers) <= _LONGEST:
            return Tuple(tuple(Const(number) for number in numbers), cls="range")
    return Tuple(None, Scalar("int"), cls="range")


def _number(name: str, default: object) -> Model:
    def convert(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        if not args.positional:
            return Const(default)
        value = args.positional[0]
        ev.fire_each(f, node, value, lambda option: ToNumber(option, name))
        if name == "bool":
            decided = truth(ev, f, node, value)
            return Scalar("bool") if decided is None else Const(decided)
        if isinstance(value, Const) and isinstance(value.value, int | float | str) and len(args.positional) == 1:
            try:
                return Const({"int": int, "float": float}[name](value.value))
            except (ValueError, OverflowError):
                return UNKNOWN
        return Scalar(name)  # type: ignore[arg-type]

    return convert


def _text(how: str) -> Model:
    def text(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        value = _first(args)
        ev.fire_each(f, node, value, lambda option: Format(option, how))
        if isinstance(value, Const) and isinstance(value.value, int | str) and how == "str":
            return Const(str(value.value))
        if isinstance(value, ClassValue):
            return Const(f"<class '{value.info.module.name}.{value.info.qualname}'>")
        return Scalar("str")

    return text


def _sequence(cls: str) -> Model:
    def make(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        content = ev.items(f, node, args.positional[0]) if args.positional else Tuple(())
        if args.positional:
            ev.fire_each(f, node, args.positional[0], lambda option: Iterate(option, "for"))
        plain = Tuple(content.items, content.elem)
        if cls == "tuple":
            return plain
        if cls == "sorted":
            key = args.keywords.get("key", NONE)
            by = UNKNOWN if key == NONE else ev.call(f, node, key, Args([elements(plain)]))
            ev.fire(f, node, Order(by, len(plain.items) if plain.items is not None else None))
            return ListObj(_ordered(plain))
        if cls in ("set", "frozenset") and plain.items is not None:
            plain = Tuple(tuple(dict.fromkeys(item for item in plain.items if not isinstance(item, ListObj))))
        return ListObj(plain, cls)

    return make


def _ordered(content: Tuple) -> Tuple:
    """The items in order, if they are plain numbers or strings; in whatever order otherwise."""
    if content.items is None or not content.items:
        return content
    values = [item.value for item in content.items if isinstance(item, Const)]
    if len(values) == len(content.items) and len({type(value) for value in values}) == 1:
        try:
            return Tuple(tuple(Const(value) for value in sorted(values)))  # type: ignore[type-var]
        except TypeError:
            return Tuple(None, elements(content))
    one = elements(content)
    return Tuple((one,) * len(content.items))


def _dictionary(cls: str) -> Model:
    def make(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        return DictObj(_entries(ev, f, node, args), cls)

    return make


def _entries(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Entries:
    entries: list[tuple[object, Value]] = list(args.keywords.items())
    loose = args.open
    for value in args.positional:
        if isinstance(value, DictObj):
            entries = [*value.content.known, *entries]
            loose = loose or value.content.open
            continue
        if isinstance(value, External | ClassValue | Function | Const):
            loose = loose or isinstance(value, External | ClassValue | Function)
            continue
        pairs = ev.items(f, node, value)
        for pair in pairs.items or ():
            if (
                isinstance(pair, Tuple)
                and pair.items is not None
                and len(pair.items) == 2
                and isinstance(pair.items[0], Const)
            ):
                entries.append((pair.items[0].value, pair.items[1]))
            else:
                loose = True
        loose = loose or pairs.items is None
    return Entries(tuple(dict(entries).items()), open=loose)


@external("builtins.zip")
def zip_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    columns = [ev.items(f, node, value) for value in args.positional]
    if columns and not args.open and all(column.items is not None for column in columns):
        rows = zip(*(column.items or () for column in columns), strict=False)
        return IteratorObj(Tuple(tuple(Tuple(row) for row in rows)), "zip")
    row = Tuple(tuple(elements(column) for column in columns)) if not args.open else UNKNOWN
    return IteratorObj(Tuple(None, row), "zip")


@external("builtins.enumerate")
def enumerate_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, _first(args))
    start = args.get(1, "start")
    first = start.value if isinstance(start, Const) and isinstance(start.value, int) else 0
    if content.items is not None and (start is None or isinstance(start, Const)):
        return IteratorObj(Tuple(tuple(Tuple((Const(i), v)) for i, v in enumerate(content.items, first))), "enumerate")
    return IteratorObj(Tuple(None, Tuple((Scalar("int"), elements(content)))), "enumerate")


@external("builtins.reversed")
def reversed_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, _first(args))
    items = None if content.items is None else tuple(reversed(content.items))
    return IteratorObj(Tuple(items, content.elem), "reversed")


@external("builtins.iter")
def iter_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, IteratorObj):
        return value
    return IteratorObj(ev.items(f, node, value), _iterator_class(value))


def _iterator_class(value: Value) -> str:
    """A name for the type of `iter(value)`."""
    if isinstance(value, Tuple):
        return f"{'tuple' if value.fields else value.cls}_iterator"
    if isinstance(value, ListObj | DictObj):
        return f"{value.cls}_iterator"
    return "object_iterator" if isinstance(value, Instance) and value.container is None else "iterator"


@external("builtins.next")
def next_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return ev.each(f, without(_first(args), NONE), lambda option: _next(ev, f, node, option, args))


def _next(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value, args: Args) -> Value:
    if isinstance(value, IteratorObj):
        content = value.content
        if content.items:
            ev.state.write(value, "items", Tuple(content.items[1:]))
            return content.items[0]
        return elements(content) if content.items is None else (args.get(1) or UNKNOWN)
    if isinstance(value, Instance):
        return ev.call_special(f, node, value, "__next__") or UNKNOWN
    return UNKNOWN


@external("builtins.map")
def map_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    columns = [ev.items(f, node, value) for value in args.positional[1:]]
    if columns and all(column.items is not None for column in columns):
        rows = list(zip(*(column.items or () for column in columns), strict=False))
        if len(rows) <= ev.config.unroll:
            return IteratorObj(
                Tuple(tuple(ev.call(f, node, args.positional[0], Args(list(row))) for row in rows)), "map"
            )
    one = ev.call(f, node, _first(args), Args([elements(column) for column in columns]))
    return IteratorObj(Tuple(None, one), "map")


@external("builtins.filter")
def filter_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, args.get(1) or UNKNOWN)
    one, function = elements(content), args.get(0) or UNKNOWN
    verdict = one if function == NONE else ev.call(f, node, function, Args([one]))
    ev.fire_each(f, node, verdict, lambda option: Test(option, "comprehension"))
    return IteratorObj(Tuple(None, one), "filter")


@external("builtins.sum")
def sum_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, _first(args))
    values = [*(content.items if content.items is not None else (content.elem,))]
    tensors = [value for value in values if isinstance(value, Tensor)]
    if tensors:
        result: Value = tensors[0]
        for value in tensors[1:]:
            result = join(result, value)
        return result
    numbers = [value.value for value in values if isinstance(value, Const) and isinstance(value.value, int | float)]
    if content.items is not None and len(numbers) == len(values):
        return Const(sum(numbers))
    types = {scalar_type(value) for value in values}
    return (
        Scalar("float")
        if types <= {"float", "int"} and "float" in types
        else Scalar("int")
        if types == {"int"}
        else UNKNOWN
    )


def _extreme(function: Callable[[list[int | float]], int | float]) -> Model:
    def pick(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        values = list(args.positional)
        if len(values) == 1:
            content = ev.items(f, node, values[0])
            values = list(content.items) if content.items is not None else [content.elem]
            if content.items is None:
                return content.elem
        tensors = [value for value in values if isinstance(value, Tensor)]
        if tensors:
            return Tensor(tensors[0].dtype, tensors[0].shape, sure=min(tensor.sure for tensor in tensors))
        numbers = [value.value for value in values if isinstance(value, Const) and isinstance(value.value, int | float)]
        if len(numbers) == len(values) and numbers and "key" not in args.keywords and not args.open:
            return Const(function(numbers))
        return union(Scalar(scalar_type(v)) if scalar_type(v) else v for v in values)  # type: ignore[arg-type]

    return pick


@external("builtins.abs", "builtins.round", "builtins.pow", "builtins.divmod")
def arithmetic(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, Tensor):
        return Tensor(value.dtype, value.shape, sure=value.sure)
    name = scalar_type(value)
    return Scalar(name) if name is not None else UNKNOWN  # type: ignore[arg-type]


def _quantifier(*, stop: bool) -> Model:
    def decide(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        content = ev.items(f, node, _first(args))
        values = content.items if content.items is not None else (content.elem,)
        broken = [ev.fire_each(f, node, value, lambda option: ToNumber(option, "any")) for value in values]
        if any(broken):
            ev.fire(f, node, Interrupted(_first(args)))
        if content.items is None:
            return Scalar("bool")
        answers = [truth(ev, f, node, value) for value in values]
        if stop in answers:
            return Const(stop)
        return Scalar("bool") if None in answers else Const(not stop)

    return decide


@external("builtins.getattr")
def getattr_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    owner, name = _first(args), args.get(1)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    value = ev.getattr(f, node, owner, name.value)
    default = args.get(2)
    if default is None:
        return value
    if value == UNKNOWN:
        return default if _surely_missing(owner) else union([default, UNKNOWN])
    return value


def _surely_missing(owner: Value) -> bool:
    return (
        isinstance(owner, Instance)
        and isinstance(owner.cls, ClassValue)
        and not (
            owner.assumed
            or owner.cls.info.has_unknown_base()
            or owner.cls.info.externals() not in ([], ["builtins.object"])
        )
    )


@external("builtins.hasattr")
def hasattr_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    owner, name = _first(args), args.get(1)
    if not isinstance(name, Const) or not isinstance(name.value, str) or isinstance(owner, Unknown):
        return Scalar("bool")
    if isinstance(owner, External):
        has = FACTS.has_name(owner.name, name.value)
        if has is not None:
            return Const(has)
    quiet = f.quiet
    f.quiet = True
    value = ev.getattr(f, node, owner, name.value)
    f.quiet = quiet
    if value != UNKNOWN:
        return TRUE
    return (
        FALSE
        if _surely_missing(owner) or isinstance(owner, Tensor | Const | Scalar | Tuple | ListObj)
        else Scalar("bool")
    )


@external("builtins.setattr")
def setattr_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    owner, name, value = _first(args), args.get(1), args.get(2)
    if isinstance(owner, Instance) and isinstance(name, Const) and isinstance(name.value, str) and value is not None:
        ev.state.write(owner, name.value, value)
    elif isinstance(owner, Instance):
        owner.assumed = True
    return NONE


@external("builtins.super")
def super_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    if len(args.positional) == 2 and isinstance(args.positional[0], ClassValue):
        return SuperValue(args.positional[0].info, args.positional[1])
    if not args.positional and f.cls is not None and f.this is not None:
        return SuperValue(f.cls, f.this)
    return UNKNOWN


@external("builtins.type")
def type_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    value = _first(args)
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Tensor):
        return External(
            "numpy.ndarray"
            if value.cls == "ndarray"
            else "torch.nn.Parameter"
            if value.cls == "parameter"
            else "torch.Tensor"
        )
    name = scalar_type(value)
    if name is not None:
        return External(f"builtins.{name}")
    if isinstance(value, ListObj | DictObj):
        return External(f"builtins.{value.cls}")
    if isinstance(value, Tuple):
        return External("builtins.tuple" if value.cls == "tuple" else value.cls)
    return External("types.NoneType") if value == NONE else UNKNOWN


@external("builtins.print")
def print_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return NONE


@external("builtins.slice")
def slice_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    given = args.positional
    if args.open or not 1 <= len(given) <= 3:
        return UNKNOWN
    bounds = [NONE, given[0]] if len(given) == 1 else list(given)
    return SliceValue(*bounds, *[NONE] * (3 - len(bounds)))


@external("builtins.object")
def object_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Instance(External("builtins.object"))


for _name in ("str", "repr", "ascii", "format"):
    external(f"builtins.{_name}")(_text("repr" if _name == "ascii" else _name))
for _name, _default in (("int", 0), ("float", 0.0), ("bool", False)):
    external(f"builtins.{_name}")(_number(_name, _default))
for _name in ("list", "set", "frozenset", "sorted", "tuple"):
    external(f"builtins.{_name}")(_sequence(_name))
for _name in ("builtins.dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter"):
    external(_name)(_dictionary(_name.rpartition(".")[2]))
external("builtins.max")(_extreme(max))
external("builtins.min")(_extreme(min))
external("builtins.any")(_quantifier(stop=True))
external("builtins.all")(_quantifier(stop=False))
