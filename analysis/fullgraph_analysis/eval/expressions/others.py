"""Attributes, calls, formatted strings, `await` and `yield`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.events import Format
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.joins import elements, options
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.values import UNKNOWN, Const, DictObj, Scalar, Value

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame


@expression(cst.Attribute)
def attribute(ev: Evaluator, f: Frame, node: cst.Attribute) -> Value:
    return ev.getattr(f, node, ev.eval(f, node.value), node.attr.value)


@expression(cst.Call)
def call(ev: Evaluator, f: Frame, node: cst.Call) -> Value:
    callee = ev.eval(f, node.func)
    return ev.call(f, node, callee, arguments(ev, f, node))


def arguments(ev: Evaluator, f: Frame, node: cst.Call) -> Args:
    """The evaluated arguments of a call, starred ones unpacked."""
    args = Args()
    for arg in node.args:
        value = ev.eval(f, arg.value)
        if arg.star == "*":
            items = items_of(ev, f, arg.value, value)
            if items.items is None:
                args.open = True
                if elements(items) != UNKNOWN:
                    args.positional.append(elements(items))
            else:
                args.positional.extend(items.items)
        elif arg.star == "**":
            _keywords(args, value)
        elif arg.keyword is not None:
            args.keywords[arg.keyword.value] = value
        else:
            args.positional.append(value)
    return args


def _keywords(args: Args, value: Value) -> None:
    for option in options(value):
        if not isinstance(option, DictObj):
            args.open, args.among = True, None
            continue
        if option.content.open:
            more = option.content.among
            args.among = more if not args.open or more is None or args.among is None else args.among | more
            args.open = True
        for key, item in option.content.known:
            if isinstance(key, str):
                args.keywords[key] = item


@expression(cst.FormattedString)
def formatted(ev: Evaluator, f: Frame, node: cst.FormattedString) -> Value:
    parts: list[str] = []
    known, beginning = True, 0
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value)
            continue
        assert isinstance(part, cst.FormattedStringExpression)
        value = ev.eval(f, part.expression)
        ev.fire_each(f, node, value, lambda option: Format(option, "f-string"))
        if isinstance(value, Const) and part.format_spec is None and part.conversion is None:
            parts.append(str(value.value))
        else:
            beginning = len(parts) if known else beginning
            known = False
    text = "".join(parts)
    plain = "\\" not in text and "{" not in text
    if known and plain:
        return Const(text)
    return Scalar("str", begins="".join(parts[:beginning]) if plain else "")


@expression(cst.Await)
def await_(ev: Evaluator, f: Frame, node: cst.Await) -> Value:
    ev.eval(f, node.expression)
    return UNKNOWN


@expression(cst.Yield)
def yield_(ev: Evaluator, f: Frame, node: cst.Yield) -> Value:
    if isinstance(node.value, cst.From):
        value = ev.eval(f, node.value.item)
        f.yields.append(elements(items_of(ev, f, node.value.item, value)))
    elif node.value is not None:
        f.yields.append(ev.eval(f, node.value))
    return UNKNOWN
