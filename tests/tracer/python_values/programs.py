"""Random programs over Python's built-in values, for comparing the tracer with CPython.

A program is a function of a tensor and of a few containers (its inputs, which it changes). Every statement is guarded, so
that an exception is part of the answer and the program goes on.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field

HEADER = """
import collections, functools, itertools, math, operator, re
"""

INPUTS = {
    "in_list": "[3, 1, 2, 'b', None]",
    "in_dict": "{'a': 1, 'b': [1, 2], 3: 'c'}",
    "in_set": "{1, 2, 'x'}",
    "in_tuple": "(1, (2, 3), 'z')",
}

LITERALS = {
    "int": ["0", "1", "-3", "7", "12", "255", "True"],
    "float": ["0.0", "1.5", "-2.25", "1e3", "float('inf')"],
    "str": ["''", "'a'", "'hello world'", "'Ab,c'", "'12'", "'%s-%s'", "'{} {}'"],
    "bytes": ["b''", "b'abc'", "b'a,b'"],
    "list": ["[]", "[1]", "[3, 1, 2]", "['b', 'a']", "[1, 'a', None]", "[[1], [2, 3]]", "[0, 1, 0]"],
    "tuple": ["()", "(1,)", "(3, 1, 2)", "('x', 1)", "((1, 2), (3, 4))"],
    "dict": ["{}", "{1: 2}", "{'a': 1, 'b': 2}", "{(1, 2): [3], None: 4}", "dict(k=5, j=6)"],
    "set": ["set()", "{1}", "{1, 2, 3}", "{'a', 'b'}", "{(1, 2), 3}"],
    "frozenset": ["frozenset()", "frozenset((1, 2))", "frozenset('ab')"],
    "range": ["range(0)", "range(4)", "range(1, 9, 3)", "range(5, 0, -2)"],
    "deque": ["collections.deque()", "collections.deque([1, 2, 3])", "collections.deque('ab', maxlen=2)"],
    "odict": ["collections.OrderedDict()", "collections.OrderedDict([('a', 1), ('b', 2)])"],
    "ddict": ["collections.defaultdict(list)", "collections.defaultdict(int, {'a': 1})"],
    "iter": [
        "iter([1, 2, 3])",
        "iter('ab')",
        "zip([1, 2], 'ab')",
        "map(str, [1, 2])",
        "enumerate(['a', 'b'], 5)",
        "filter(None, [0, 1, '', 2])",
        "itertools.chain([1], (2, 3))",
        "itertools.islice(itertools.count(3), 4)",
        "itertools.accumulate([1, 2, 3])",
        "itertools.pairwise([1, 2, 3])",
        "itertools.zip_longest([1, 2], 'a', fillvalue=0)",
        "itertools.takewhile(lambda v: v < 3, [1, 2, 3, 1])",
        "itertools.dropwhile(lambda v: v < 2, [1, 2, 1])",
        "itertools.starmap(operator.add, [(1, 2), (3, 4)])",
        "itertools.compress('abc', [1, 0, 1])",
        "itertools.product([1, 2], 'a')",
        "itertools.combinations([1, 2, 3], 2)",
        "itertools.permutations((1, 2))",
        "itertools.repeat('r', 2)",
        "itertools.filterfalse(None, [0, 1, ''])",
        "itertools.islice(itertools.cycle([1, 2]), 5)",
        "reversed([1, 2])",
        "reversed((1, 2))",
        "iter({'a': 1, 'b': 2})",
        "iter({'a': 1}.items())",
    ],
}

_SEQUENCE = "list tuple str bytes range deque"
_ITERABLE = "list tuple str bytes dict range deque odict ddict iter"
"""Sets are left out: the order of a set that was changed is CPython's own affair, and ours is that of a new one."""
_ANY = "int float str bytes list tuple dict set frozenset range deque odict ddict"


@dataclass(frozen=True)
class Op:
    """An expression template; `{kind}` stands for an operand. `gives` is the kind of the result, or "" for a statement."""

    template: str
    gives: str = "any"
    of: dict[str, str] = field(default_factory=dict)


def _ops() -> list[Op]:
    ops: list[Op] = []

    def add(gives: str, *templates: str) -> None:
        ops.extend(Op(template, gives) for template in templates)

    for sign in ("+", "-", "*", "//", "%", "&", "|", "^", ">>"):
        add("int", f"({{int}} {sign} {{int}}) % 97" if sign not in "&|^" else f"{{int}} {sign} {{int}}")
    add("float", "{float} + {int}", "{int} / {int}", "{float} * {float}", "-{float}", "abs({float})", "float({int})")
    add("float", "math.sqrt(abs({float}))", "round({float}, 1)", "math.floor({int} / 2)", "divmod({float}, {int})[1]")
    add(
        "int",
        "abs({int})",
        "-{int}",
        "~{int}",
        "pow({int} % 5, 2)",
        "int({str})",
        "round({float})",
        "divmod({int}, {int})[0]",
    )
    add(
        "int",
        "len({sized})",
        "hash({str}) - hash({str})",
        "ord({str})",
        "int({float})",
        "{int}.bit_length()",
        "math.gcd({int}, {int})",
    )
    add(
        "bool",
        "{any} == {any}",
        "{any} != {any}",
        "{int} < {int}",
        "{list} <= {list}",
        "{tuple} > {tuple}",
        "{set} <= {set}",
    )
    add(
        "bool",
        "{str} < {str}",
        "{any} is None",
        "{list} is {list}",
        "not {any}",
        "bool({any})",
        "{any} in {iterable}",
        "isinstance({any}, (int, str, list))",
    )
    add(
        "bool",
        "any({iterable})",
        "all({iterable})",
        "callable({any})",
        "{int} == {float}",
        "{set}.isdisjoint({iterable})",
    )
    add(
        "str",
        "{str} + {str}",
        "{str} * 2",
        "{str}[{int}]",
        "{str}[{int}:]",
        "{str}[::-1]",
        "{str}.upper()",
        "{str}.title()",
    )
    add(
        "str",
        "{str}.replace('a', {str})",
        "{str}.strip()",
        "str({any})",
        "repr({any})",
        "f'{{{any}!r:>5}}'",
        "f'{{{int}:04d}}|{{{str}}}'",
    )
    add(
        "str",
        "'-'.join({iterable})",
        "'-'.join(str(v) for v in {iterable})",
        "{str} % ({int}, {int})",
        "{str}.format({any}, {int})",
    )
    add(
        "str",
        "chr({int} % 100 + 20)",
        "format({float}, '.2f')",
        "{str}.center(5)",
        "{str}.join(['x', 'y'])",
        "type({any}).__name__",
    )
    add(
        "int",
        "{str}.find('a')",
        "{str}.count('l')",
        "{str}.index('l')",
        "{bytes}[{int}]",
        "sum({iterable})",
        "max({iterable})",
    )
    add(
        "list",
        "{str}.split()",
        "{str}.split(',')",
        "list({iterable})",
        "sorted({iterable})",
        "{list} + {list}",
        "{list} * 2",
    )
    add(
        "list",
        "{list}[{int}:{int}]",
        "{list}[::2]",
        "[v for v in {iterable}]",
        "[v for v in {iterable} if v]",
        "list(map(str, {iterable}))",
    )
    add(
        "list",
        "sorted({iterable}, key=str, reverse=True)",
        "list(zip({iterable}, {iterable}))",
        "{list}.copy()",
        "list({dict}.items())",
    )
    add(
        "list",
        "list(enumerate({iterable}))",
        "list(reversed({sequence}))",
        "re.findall('[a-c]', {str})",
        "[*{iterable}, *{iterable}]",
    )
    add(
        "list",
        "sorted({dict}.keys() & {set}, key=repr)",
        "list(itertools.chain({iterable}, {iterable}))",
        "list(itertools.islice({iterable}, 2))",
    )
    add(
        "tuple",
        "tuple({iterable})",
        "{tuple} + {tuple}",
        "{tuple}[1:]",
        "({any}, {any})",
        "divmod({int}, {int})",
        "(*{iterable},)",
    )
    add(
        "tuple",
        "{str}.partition(' ')",
        "tuple({dict}.values())",
        "tuple(v for v in {iterable})",
        "operator.itemgetter(0, 1)({sequence})",
    )
    add(
        "dict",
        "{{k: 1 for k in {iterable}}}",
        "dict({dict})",
        "dict(zip({iterable}, {iterable}))",
        "{dict} | {dict}",
        "{dict}.copy()",
    )
    add(
        "dict",
        "dict.fromkeys({iterable}, 0)",
        "{{**{dict}, 'z': {any}}}",
        "dict(a={any}, b={any})",
        "dict(list({dict}.items())[:1])",
    )
    add(
        "set",
        "set({iterable})",
        "{set} | {set}",
        "{set} & {set}",
        "{set} - {set}",
        "{set} ^ {set}",
        "{{v for v in {iterable}}}",
        "{set}.union({iterable})",
    )
    add("frozenset", "frozenset({iterable})", "{frozenset} | {set}", "{set} & {frozenset}")
    add("range", "range({int} % 5)", "{range}[1:]", "range({int} % 4, {int} % 9)")
    add("deque", "collections.deque({iterable}, maxlen=3)", "{deque} + {deque}")
    add("odict", "collections.OrderedDict({dict})")
    add("ddict", "collections.defaultdict(list, {dict})")
    add(
        "iter",
        "iter({iterable})",
        "zip({iterable}, {iterable})",
        "map(lambda v: (v, v), {iterable})",
        "enumerate({iterable})",
        "(v for v in {iterable})",
    )
    add(
        "any",
        "{sequence}[{int}]",
        "{list}[{int}]",
        "{dict}[{any}]",
        "{dict}.get({any}, {any})",
        "next({iter})",
        "next({iter}, {any})",
        "min({iterable}, default={any})",
    )
    add(
        "any",
        "max({any}, {any})",
        "getattr({any}, 'real', {any})",
        "functools.reduce(lambda a, b: (a, b), {iterable})",
        "{list}[-1]",
        "{tuple}[0]",
        "{ddict}['q']",
    )
    add(
        "any",
        "{any} or {any}",
        "{any} and {any}",
        "{any} if {any} else {any}",
        "{range}[{int}]",
        "{deque}[{int}]",
        "{list}.index({any})",
        "{tuple}.count({any})",
    )
    add("bytes", "{bytes} + {bytes}", "{str}.encode()", "{bytes}[1:]")
    add("str", "{bytes}.decode()")
    add(
        "any",
        "{list}.pop()",
        "{list}.pop({int})",
        "{dict}.pop({any})",
        "{dict}.pop({any}, {any})",
        "{dict}.popitem()",
        "{dict}.setdefault({any}, {any})",
    )
    add(
        "any",
        "{deque}.popleft()",
        "{deque}.pop()",
        "{odict}.popitem(last=False)",
        "{list}.__len__()",
        "{str}.__add__({str})",
    )
    add(
        "",
        "{list}.append({any})",
        "{list}.extend({iterable})",
        "{list}.insert({int}, {any})",
        "{list}.remove({any})",
        "{list}.reverse()",
        "{list}.sort()",
    )
    add(
        "",
        "{list}.sort(key=repr)",
        "{list}.clear()",
        "{list}[{int}] = {any}",
        "{list}[{int}:{int}] = {iterable}",
        "del {list}[{int}]",
        "{list} += {iterable}",
    )
    add(
        "",
        "{dict}[{any}] = {any}",
        "del {dict}[{any}]",
        "{dict}.update({dict})",
        "{dict}.update(k={any})",
        "{dict}.clear()",
        "{dict} |= {dict}",
        "{odict}.move_to_end({any})",
    )
    add(
        "",
        "{set}.add({any})",
        "{set}.discard({any})",
        "{set}.remove({any})",
        "{set}.update({iterable})",
        "{set} |= {set}",
        "{set} -= {set}",
        "{set}.intersection_update({iterable})",
    )
    add(
        "",
        "{deque}.append({any})",
        "{deque}.appendleft({any})",
        "{deque}.extend({iterable})",
        "{ddict}[{any}].append({any})",
        "{ddict}[{any}] += 1",
    )
    return ops


OPS = _ops()
_KINDS = {
    "sized": _ITERABLE.replace(" iter", " set frozenset"),
    "sequence": _SEQUENCE,
    "iterable": _ITERABLE,
    "any": _ANY,
    "bool": "int",
}


class Writer:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names: dict[str, list[str]] = {
            "list": ["in_list"],
            "dict": ["in_dict"],
            "set": ["in_set"],
            "tuple": ["in_tuple"],
        }
        self.lines: list[str] = []
        self.count = 0

    def operand(self, kind: str, *, name_only: bool = False) -> str:
        choices = _KINDS.get(kind, kind).split()
        chosen = self.random.choice(choices)
        names = (
            [name for choice in choices for name in self.names.get(choice, ())] if self.random.random() < 0.6 else []
        )
        names = names or self.names.get(chosen, [])
        if name_only or (names and self.random.random() < 0.7):
            if names:
                return self.random.choice(names)
            return self.bind(chosen, self.random.choice(LITERALS[chosen]))
        return f"({self.random.choice(LITERALS[chosen])})"

    def bind(self, kind: str, expression: str) -> str:
        self.count += 1
        name = f"v{self.count}"
        self.lines.append(f"{name} = {expression}")
        self.names.setdefault({"bool": "int"}.get(kind, kind), []).append(name)
        return name

    def fill(self, op: Op) -> str:
        text = op.template
        formatted = text.startswith("f'")
        first = op.gives == ""
        for kind in sorted({*LITERALS, *_KINDS}, key=len, reverse=True):
            while "{" + kind + "}" in text:
                text = text.replace("{" + kind + "}", self.operand(kind, name_only=formatted or first), 1)
        return (
            text.replace("{{", "{").replace("}}", "}")
            if "f'" not in op.template
            else text.replace("{{", "{").replace("}}", "}")
        )

    def statement(self) -> None:
        op = self.random.choice(OPS)
        text = self.fill(op)
        self.count += 1
        name = f"v{self.count}"
        if op.gives == "":
            body = [text]
        elif self.random.random() < 0.12 and op.gives in ("list", "tuple", "dict", "set", "iter"):
            body = [
                f"{name} = 0",
                f"for item in {text}:",
                f"    {name} += 1",
                f"    if {name} > 2:",
                "        break",
                "else:",
                f"    {name} = -1",
            ]
            op = Op("", "int")
        else:
            body = [f"{name} = {text}"]
        self.lines += [f"{name} = None", "try:", *(f"    {line}" for line in body)]
        self.lines += ["except Exception as error:", f"    log.append(({self.count}, type(error).__name__))"]
        if op.gives and op.gives != "any":
            self.names.setdefault({"bool": "int"}.get(op.gives, op.gives), []).append(name)

    def program(self, name: str, statements: int) -> str:
        for _ in range(statements):
            self.statement()
        held = sorted({bound for names in self.names.values() for bound in names})
        body = textwrap.indent("\n".join(["log = []", *self.lines]), "    ")
        shown = ", ".join(f"show({bound})" for bound in held)
        return f"def {name}(x, in_list, in_dict, in_set, in_tuple):\n{body}\n    return x + 1, log, [{shown}]\n"


SHOW = """
def show(value):
    if hasattr(value, "__next__"):
        return ("iterator", list(itertools.islice(value, 20)))
    return value
"""


def module_text(seeds: range, statements: int) -> str:
    """A module of one program for each seed."""
    programs = [Writer(seed).program(f"program_{seed}", statements) for seed in seeds]
    return "\n\n".join([HEADER + SHOW, *programs])
