"""Random programs over Python's statements and object model, for comparing the tracer with CPython.

A program is a function of a tensor and of two small integers. It is put together from features, each of which writes
definitions at module level (classes, generators, context managers: torch does not trace class statements) and
statements that use them. Whatever is worth comparing goes into `log`; every statement is guarded, so that an exception
is part of the answer and the program goes on.
"""

from __future__ import annotations

import random
import textwrap

HEADER = """
import collections, contextlib, copy, dataclasses, enum, functools, itertools, operator, sys


class Fault(Exception):
    def __init__(self, code, *rest):
        self.code = code


class Worse(Fault):
    pass


def fail(kind, value):
    if kind % 5 == 0:
        raise ValueError(value)
    if kind % 5 == 1:
        raise Fault(value, "x")
    if kind % 5 == 2:
        raise Worse(value)
    if kind % 5 == 3:
        return {}[value]
    return value // (kind % 2)
"""

_ERRORS = (
    "ValueError",
    "Fault",
    "Worse",
    "KeyError",
    "ZeroDivisionError",
    "LookupError",
    "(Fault, KeyError)",
    "Exception",
)


class Structures:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(f"structures {seed}")
        self.count = 0
        self.definitions: list[str] = []
        self.body: list[str] = []

    # ---- small pieces

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}_{self.seed}_{self.count}"

    def number(self) -> str:
        return self.random.choice(["n", "m", "n + m", "n * 2", "-m", "3", "0", "7", "n % 3", "m - n"])

    def maybe(self, *lines: str, chance: float = 0.5) -> list[str]:
        return list(lines) if self.random.random() < chance else []

    def define(self, *blocks: str) -> None:
        self.definitions += blocks

    def say(self, *lines: str) -> None:
        """Statements, guarded together."""
        self.count += 1
        self.body += ["try:", *(f"    {line}" for line in lines)]
        self.body += ["except Exception as error:", f"    log.append(({self.count}, type(error).__name__))"]

    # ---- features

    def plain_class(self) -> None:
        base, derived = self.name("Base"), self.name("Derived")
        pick, rnd = self.maybe, self.random
        slots = pick('    __slots__ = ("value", "other")')
        parts = [
            f"class {base}:",
            *slots,
            f"    scale = {rnd.randint(1, 4)}",
            "    def __init__(self, value, other=0):",
            "        self.value = value",
            "        self.other = other",
            *pick("    def __eq__(self, other):", "        return getattr(other, 'value', other) == self.value"),
            *pick("    def __hash__(self):", "        return hash(self.value)"),
            *pick("    def __lt__(self, other):", "        return self.value < other.value"),
            *pick(
                "    def __add__(self, other):",
                "        return type(self)(self.value + getattr(other, 'value', other))",
            ),
            *pick("    def __radd__(self, other):", "        return other * 10 + self.value"),
            *pick("    def __iadd__(self, other):", "        self.value += 1", "        return self"),
            *pick("    def __neg__(self):", "        return -self.value"),
            *pick("    def __len__(self):", "        return self.value"),
            *pick("    def __bool__(self):", "        return self.value > 2", chance=0.3),
            *pick("    def __getitem__(self, key):", "        return [self.value, self.other, 5][key]"),
            *pick("    def __contains__(self, item):", "        return item == self.value", chance=0.3),
            *pick("    def __iter__(self):", "        yield self.value", "        yield self.other", chance=0.4),
            *pick("    def __call__(self, *args, **kwargs):", "        return self.value, args, sorted(kwargs)"),
            *pick(
                "    def __getattr__(self, name):",
                "        if name == 'ghost':",
                "            return self.value",
                "        raise AttributeError(name)",
            ),
            "    def __repr__(self):",
            "        return f'<{self.value}>'",
            "    @property",
            "    def doubled(self):",
            "        return self.value * 2",
            *pick("    @doubled.setter", "    def doubled(self, value):", "        self.value = value // 2"),
            "    @classmethod",
            "    def make(cls, *args):",
            "        return cls(*args)",
            "    @staticmethod",
            "    def twice(value):",
            "        return value * 2",
            "    def describe(self):",
            "        return ('base', self.scale * self.value)",
        ]
        child = [
            f"class {derived}({base}):",
            *pick("    scale = 9"),
            *pick(
                "    def __init__(self, value, other=1):",
                "        super().__init__(value + 1, other)",
                "        self.extra = other",
            ),
            *pick("    def describe(self):", "        return ('derived', *super().describe())", chance=0.7),
            *pick(
                "    def __setattr__(self, name, value):",
                "        super().__setattr__(name, value if name != 'other' else -value)",
                chance=0.3,
            ),
            "    def last(self):",
            "        return 0",
        ]
        self.define("\n".join(parts), "\n".join(child))
        self.say(f"a, b = {base}({self.number()}), {derived}({self.number()}, {self.number()})")
        uses = [
            ["log.append((a == b, a != b, b == 3))"],
            ["log.append((a + 1).value)"],
            ["log.append((a + b).value)"],
            ["log.append(5 + b)"],
            ["c = b", "c += 2", "log.append((c is b, c.value))"],
            ["log.append(len(a))"],
            ["log.append(('bool', bool(b), not a))"],
            ["log.append((b[0], b[-1], b[1:]))"],
            ["log.append((3 in b, list(b)))"],
            ["log.append(b(1, 2, k=3))"],
            ["log.append((b.ghost, hasattr(b, 'nothing')))"],
            ["log.append(b.missing)"],
            ["b.doubled = 8", "log.append((b.value, b.doubled))"],
            ["log.append((b.describe(), a.describe(), type(b).scale))"],
            ["log.append([v.value for v in sorted([a, b], reverse=True)])"],
            ["log.append(len({a, b, a}))"],
            ["log.append(({a: 1, b: 2}[b], -a))"],
            [f"log.append((isinstance(b, {base}), issubclass({derived}, {base}), type(a).__name__))"],
            ["b.fresh = 4", "log.append(sorted(vars(b)))"],
            ["del b.other", "log.append(b.other)"],
            [f"log.append(({derived}.make(4).value, {base}.twice('ab'), b.twice(3)))"],
            [f"log.append({base}.describe(b))"],
            ["log.append((str(a), f'{b!r:>6}', '%s' % a))"],
            ["d = copy.copy(b)", "d.value = 77", "log.append((b.value, d.value))"],
            [f"{derived}.tuned = 2", "log.append(b.tuned)", f"del {derived}.tuned"],
            ["log.append((getattr(a, 'value'), setattr(a, 'value', 11), a.value))"],
        ]
        for lines in rnd.sample(uses, 6):
            self.say(*lines)

    def data_classes(self) -> None:
        cls, kind, pair = self.name("Data"), self.name("Color"), self.name("Pair")
        frozen, order = self.random.random() < 0.4, self.random.random() < 0.6
        self.define(
            f"@dataclasses.dataclass(frozen={frozen}, order={order})\nclass {cls}:\n    a: int\n    b: int = 3\n"
            "    rest: list = dataclasses.field(default_factory=list)\n    def total(self):\n        return self.a + self.b",
            f"class {kind}({self.random.choice(['enum.Enum', 'enum.IntEnum'])}):\n    RED = 1\n    BLUE = 2\n"
            "    @property\n    def label(self):\n        return self.name.lower()",
            f"{pair} = collections.namedtuple('{pair}', 'first second', defaults=(9,))",
        )
        self.say(f"d = {cls}({self.number()}, {self.number()})", f"e = {cls}(b=1, a={self.number()})")
        uses = [
            ["log.append((d == e, d.total(), e.b))"],
            ["log.append(d < e)"],
            ["d.a = 5", "log.append(d.total())"],
            ["d.rest.append(1)", "log.append((d.rest, e.rest))"],
            ["log.append(dataclasses.replace(d, a=1).a)"],
            ["log.append([f.name for f in dataclasses.fields(d)])"],
            ["log.append(dataclasses.asdict(e))"],
            ["log.append(len({d, e}))"],
            [f"log.append(({kind}.RED.label, {kind}(2).name, {kind}['BLUE'].value))"],
            [f"log.append([member.name for member in {kind}])"],
            [f"log.append(({kind}.RED is {kind}(1), {kind}.RED == 1, {kind}.RED in {{{kind}.RED: 1}}))"],
            [f"log.append({kind}(5))"],
            [
                f"p = {pair}({self.number()})",
                "first, *others = p",
                "log.append((p.second, first, others, p._asdict()))",
            ],
            [f"p = {pair}(1, 2)._replace(first=7)", "log.append((p, p + (1,), p[::-1], len(p), p == (7, 2)))"],
            [f"log.append({pair}._make([1, 2]).second)"],
            [f"log.append({pair}(1, 2, 3))"],
            [f"p = {pair}(1)", "p.first = 2"],
        ]
        for lines in self.random.sample(uses, 5):
            self.say(*lines)

    def generators(self) -> None:
        inner, outer = self.name("inner"), self.name("outer")
        guard = self.random.choice(_ERRORS)
        self.define(
            f"def {inner}(log, count):\n    total = 0\n    try:\n        for i in range(count % 5 + 1):\n"
            f"            try:\n                got = yield i + total\n            except {guard} as error:\n"
            "                log.append(('caught', type(error).__name__))\n                got = 10\n"
            "            if got:\n                total += got\n"
            + ("            if total > 30:\n                return 'full'\n" if self.random.random() < 0.5 else "")
            + "    finally:\n        log.append(('inner done', total))\n    return total",
            f"def {outer}(log, n, m):\n    result = yield from {inner}(log, n)\n    log.append(('result', result))\n"
            + self.random.choice(
                [
                    "    yield from range(m % 3)\n    return 'end'",
                    "    yield result\n    raise Fault(m)",
                    "    for v in (w * 2 for w in (n, m) if w):\n        yield v",
                    f"    yield from {inner}(log, m)",
                ]
            ),
        )
        self.say(f"g = {outer}(log, {self.number()} % 4, {self.number()})")
        uses = [
            ["log.append(next(g))"],
            ["log.append(next(g, 'none'))"],
            [f"log.append(g.send({self.number()}))"],
            ["log.append(g.throw(ValueError('in')))"],
            ["log.append(g.throw(Worse(4)))"],
            ["g.close()"],
            ["log.append(list(itertools.islice(g, 2)))"],
            [
                "for v in g:",
                "    log.append(v)",
                "    if v > 2:",
                "        break",
                "else:",
                "    log.append('exhausted')",
            ],
            ["log.append(list(zip(g, 'ab')))"],
            ["log.append(sum(g))"],
            ["first, *others = g", "log.append((first, others))"],
            [f"log.append(max({inner}(log, 3), default=None))"],
            ["log.append([*g])"],
            ["log.append(dict(enumerate(g)))"],
            ["log.append(any(v > 1 for v in g))"],
            ["it = iter(g)", "log.append((it is g, list(map(lambda v: v + 1, it))))"],
        ]
        for lines in self.random.sample(uses, 5):
            self.say(*lines)

    def exceptions(self) -> None:
        fn = self.name("guarded")
        kinds = self.random.sample(_ERRORS, 2)
        self.define(
            "\n".join(
                [
                    f"def {fn}(log, kind, value):",
                    "    for attempt in range(2):",
                    "        try:",
                    "            log.append(('try', attempt))",
                    "            fail(kind + attempt, value)",
                    f"        except {kinds[0]} as error:",
                    "            log.append(('first', error.args))",
                    *self.maybe("            if attempt:", "                raise Worse(1) from error"),
                    *self.maybe("            continue"),
                    f"        except {kinds[1]}:",
                    *self.maybe("            raise", chance=0.3),
                    "            log.append('second')",
                    *self.maybe("            return 'returned'"),
                    "        else:",
                    "            log.append('else')",
                    *self.maybe("            break"),
                    "        finally:",
                    "            log.append(('finally', attempt))",
                    *self.maybe("            if value == 3:", "                return 'from finally'"),
                    "    return 'end'",
                ]
            )
        )
        for _ in range(2):
            self.say(f"log.append({fn}(log, {self.number()}, {self.number()}))")
        self.say(
            "try:",
            f"    {fn}(log, {self.number()}, {self.number()})",
            "except Exception as error:",
            "    cause, context = error.__cause__, error.__context__",
            "    log.append((type(error).__name__, error.args, type(cause).__name__, type(context).__name__))",
            "    log.append((getattr(error, 'code', None), error.__suppress_context__, str(error)))",
        )

    def handlers(self) -> None:
        """Generators that are resumed while their consumer handles an exception: it is theirs too until they yield."""
        gen, chain = self.name("resumed"), self.name("chain")
        rnd, fault = (
            self.random,
            lambda: self.random.choice(["KeyError('k')", "Worse(m)", "ValueError(n)", "OSError()"]),
        )
        self.define(
            "\n".join(
                [
                    f"def {gen}(log, n, m, kept):",
                    "    yield type(sys.exception()).__name__",
                    *self.maybe(
                        "    try:",
                        f"        raise {fault()}",
                        "    except Exception as error:",
                        "        yield type(error.__context__).__name__",
                        *self.maybe("        raise"),
                    ),
                    *self.maybe(
                        "    try:",
                        "        yield n",
                        "    finally:",
                        "        log.append(type(sys.exception()).__name__)",
                    ),
                    rnd.choice(
                        ["    raise", "    raise kept", f"    raise {fault()}", "    next(iter([]))", "    yield m"]
                    ),
                ]
            ),
            f"def {chain}(error):\n    names = []\n    while error is not None and len(names) < 6:\n"
            "        names.append((type(error).__name__, type(error.__cause__).__name__, error.__suppress_context__))\n"
            "        error = error.__context__\n    return names",
        )
        self.say(f"kept = {fault()}", f"g = {gen}(log, n, m, kept)")
        uses = [
            "log.append([*g])",
            "log.append(list(g))",
            f"log.append([v for v in {gen}(log, m, n, kept)])",
            "log.append(next(g))",
            "first, second = g",
            f"log.append(dict(enumerate({gen}(log, n, n, kept))))",
            "for v in g: log.append(v)",
            f"log.append(g.throw({fault()}))",
            "g.close()",
            "raise kept",
            f"raise {fault()} from kept",
            "raise",
        ]
        for use in rnd.sample(uses, 5):
            body = ["try:", f"    raise {fault()}", "except Exception:", *self.maybe("    print(end='')", chance=0.1)]
            self.say(
                "try:",
                *(f"    {line}" for line in [*body, f"    {use}"]),
                "except Exception as error:",
                f"    log.append({chain}(error))",
            )

    def contexts(self) -> None:
        cls, fn = self.name("Manager"), self.name("managed")
        self.define(
            f"class {cls}:\n    def __init__(self, log, swallow=False):\n        self.log, self.swallow = log, swallow\n"
            "    def __enter__(self):\n        self.log.append('enter')\n        return self\n"
            "    def __exit__(self, kind, value, traceback):\n"
            "        self.log.append(('exit', None if kind is None else kind.__name__))\n        return self.swallow",
            f"@contextlib.contextmanager\ndef {fn}(log, value):\n    log.append('before')\n    try:\n        yield value\n"
            + self.random.choice(["", f"    except {self.random.choice(_ERRORS)}:\n        log.append('handled')\n"])
            + "    finally:\n        log.append('after')",
        )
        swallow = self.random.random() < 0.5
        self.say(
            f"with {cls}(log, {swallow}) as held, {fn}(log, {self.number()}) as value:",
            "    log.append((held.swallow, value))",
            *self.maybe(f"    fail({self.number()}, {self.number()})"),
            "log.append('behind')",
        )
        self.say(
            f"with contextlib.suppress({self.random.choice(_ERRORS).strip('()')}), {cls}(log):",
            f"    fail({self.number()}, 2)",
            "log.append('suppressed')",
        )
        if self.random.random() < 0.5:
            self.say(
                "with contextlib.ExitStack() as stack:",
                f"    stack.enter_context({fn}(log, 1))",
                "    stack.callback(log.append, 'callback')",
                f"    log.append(stack.enter_context({cls}(log)).swallow)",
                *self.maybe(f"    fail({self.number()}, 1)"),
            )

    def matching(self) -> None:
        fn = self.name("classify")
        cases = [
            "        case 0 | 1:\n            return 'small'",
            "        case int(v) if v > 5:\n            return ('big', v)",
            "        case [first, *rest]:\n            return ('list', first, len(rest))",
            "        case (a, b):\n            return ('two', a, b)",
            "        case {'k': value, **others}:\n            return ('map', value, sorted(others))",
            "        case Fault(code=c):\n            return ('fault', c)",
            "        case str() as text:\n            return text.upper()",
            "        case None | True:\n            return 'singleton'",
            "        case [[x, y], z]:\n            return x + y + z",
            "        case {} | []:\n            return 'empty'",
        ]
        chosen = self.random.sample(cases, 5)
        self.define(f"def {fn}(subject):\n    match subject:\n" + "\n".join(chosen) + "\n    return 'nothing'")
        subjects = [
            "n",
            "m + 9",
            "[n, m]",
            "(1, 2)",
            "{'k': n, 'j': 2}",
            "Fault(n)",
            "'text'",
            "None",
            "[[1, 2], n]",
            "{}",
            "range(3)",
        ]
        for subject in self.random.sample(subjects, 5):
            self.say(f"log.append({fn}({subject}))")

    def functions(self) -> None:
        deco, fn, counter = self.name("decorated"), self.name("signature"), self.name("counter")
        self.define(
            f"def {deco}(times):\n    def wrap(function):\n        @functools.wraps(function)\n        def inner(*args, **kwargs):\n"
            "            return [function(*args, **kwargs) for _ in range(times)]\n        return inner\n    return wrap",
            f"@{deco}({self.random.randint(1, 3)})\ndef {fn}(a, /, b=2, *rest, c, d=4, **named):\n"
            "    return a, b, rest, c, d, sorted(named.items())",
            f"def {counter}(start):\n    count = start\n    def up(by=1):\n        nonlocal count\n        count += by\n        return count\n"
            "    def down():\n        nonlocal count\n        count -= 1\n        return count\n    return up, down",
        )
        uses = [
            [f"log.append({fn}(1, c=2))"],
            [f"log.append({fn}(1, 2, 3, *(4, 5), c=6, e=7, **{{'f': n}}))"],
            [f"log.append({fn}(1))"],
            [f"log.append({fn}(a=1, c=2))"],
            [f"log.append(({fn}.__name__, functools.partial({fn}, 1, c=3)(m)))"],
            [f"up, down = {counter}(n)", "log.append((up(), up(5), down()))"],
            ["fs = [lambda v=i: v + n for i in range(3)]", "log.append([f() for f in fs])"],
            ["fs = [lambda: i for i in range(3)]", "log.append([f() for f in fs])"],
            ["log.append(functools.reduce(lambda p, q: p * 2 + q, [n, m, 1], 1))"],
            ["log.append(sorted(['bb', 'a', 'ccc'], key=len, reverse=n > m))"],
            ["log.append((lambda *a, **k: (a, k))(1, *[2], z=3))"],
            ["fib = lambda k: k if k < 2 else fib(k - 1) + fib(k - 2)", "log.append(fib(n % 7))"],
            ["if (half := n // 2) > 1:", "    log.append(half)", "else:", "    log.append(-half)"],
            ["log.append([y for v in range(n % 5) if (y := v * 2) > 1])"],
            ["log.append({k: [w for w in range(k) if w % 2] for k in range(n % 4)})"],
            ["log.append({(v, w) for v in (1, 2) for w in range(v)} == {(1, 0), (2, 0), (2, 1)})"],
            ["a, (b, *c), d = n, [m, 1, 2], 3", "a, b = b, a", "log.append((a, b, c, d))"],
            ["l = list(range(8))", "l[1:4] = 'xy'", "del l[::3]", "l[-1:] += [n]", "log.append(l)"],
            [
                "s = 0",
                "for i in range(5):",
                "    if i == m % 3:",
                "        continue",
                "    if i > n:",
                "        break",
                "    s += i",
                "else:",
                "    s = -s",
                "log.append(s)",
            ],
            [
                "k = n",
                "while k > 0:",
                "    k -= 2",
                "    if k == 1:",
                "        break",
                "else:",
                "    log.append('no break')",
                "log.append(k)",
            ],
            ["assert n < m, 'message'", "log.append('asserted')"],
            ["u = n", "del u", "log.append(u)"],
            ["log.append((f'{n:03d}|{m:+}|{n!r:>4}|{1.5:.2f}|{n=}', '%03d %s' % (n, m), '{:>5}{!r}'.format(n, 'q')))"],
            ["log.append(' a,b ,c'.strip().split(',', 1) + ['x'.join('abc'), 'Ab'.swapcase(), 'ab'.zfill(4)])"],
        ]
        for lines in self.random.sample(uses, 6):
            self.say(*lines)

    def library(self) -> None:
        single, cached, ordered, desc = (self.name(s) for s in ("single", "Cached", "Ordered", "Descriptor"))
        self.define(
            f"@functools.singledispatch\ndef {single}(value):\n    return 'any'\n"
            f"@{single}.register(int)\ndef _(value):\n    return value + 1\n@{single}.register(list)\ndef _(value):\n    return len(value)",
            f"class {cached}:\n    calls = 0\n    @functools.cached_property\n    def value(self):\n        self.calls += 1\n        return self.calls",
            f"@functools.total_ordering\nclass {ordered}:\n    def __init__(self, v):\n        self.v = v\n"
            "    def __eq__(self, other):\n        return self.v == other.v\n    def __lt__(self, other):\n        return self.v < other.v",
            f"class {desc}:\n    def __set_name__(self, owner, name):\n        self.name = '_' + name\n"
            "    def __get__(self, obj, owner=None):\n        return self if obj is None else getattr(obj, self.name, 'unset')\n"
            + (
                "    def __set__(self, obj, value):\n        setattr(obj, self.name, value + 1)\n"
                if self.random.random() < 0.7
                else ""
            )
            + f"class Has{desc}:\n    field = {desc}()",
        )
        uses = [
            [f"log.append(({single}(n), {single}([1, 2]), {single}('s')))"],
            [f"c = {cached}()", "log.append((c.value, c.value, c.calls))"],
            [f"p, q = {ordered}(n), {ordered}(m)", "log.append((p < q, p <= q, p > q, p >= q, p != q))"],
            [f"h = Has{desc}()", "log.append(h.field)", "h.field = n", "log.append((h.field, sorted(vars(h))))"],
            ["c = collections.Counter('abcab')", "c.update('a')", "log.append((c['a'], c['z'], c.most_common(1)))"],
            ["d = collections.defaultdict(list)", "d[n].append(1)", "d[m].append(2)", "log.append(sorted(d.items()))"],
            [
                "c = collections.ChainMap({'a': n}, {'a': 1, 'b': 2})",
                "c['c'] = 3",
                "log.append((c['a'], c['b'], len(c), c.maps[0]))",
            ],
            ["q = collections.deque([1, 2, 3], maxlen=3)", "q.append(n)", "q.rotate(1)", "log.append(list(q))"],
            [
                "o = collections.OrderedDict(a=1, b=2)",
                "o.move_to_end('a')",
                "log.append((list(o), o.popitem(last=False)))",
            ],
            ["log.append([(k, list(g)) for k, g in itertools.groupby([1, 1, n, n, 2])])"],
            ["log.append(list(itertools.accumulate([n, m, 3], operator.mul)))"],
            ["log.append(list(itertools.product([n, m], repeat=2))[1:])"],
            ["a, b = itertools.tee(iter([1, n, m]))", "log.append((next(a), list(b), list(a)))"],
            ["log.append(sorted([(n, 'a'), (m, 'b')], key=operator.itemgetter(1, 0)))"],
            ["log.append((operator.attrgetter('real')(n), operator.methodcaller('upper')('a')))"],
            [
                "d = {'a': n, 'b': m}",
                "log.append((d.keys() & {'a'}, d.items() <= {('a', n), ('b', m), (1, 2)}, list(reversed(d))))",
            ],
            ["d = {'a': [n]}", "e = copy.deepcopy(d)", "e['a'].append(1)", "log.append((d, e))"],
            ["s = {n, m}", "s ^= {m, 5}", "s.discard(99)", "log.append((sorted(s), s.isdisjoint({1000}), s >= {5}))"],
            ["log.append(dict(zip('ab', [n, m])) | {'c': 1} == {'a': n, 'b': m, 'c': 1})"],
            ["with contextlib.nullcontext(n) as v:", "    log.append(v)"],
            ["log.append(list(map(operator.add, [n, m], (1, 2))) + list(filter(None, [n, 0, m])))"],
            ["log.append((divmod(n, m or 1), pow(n % 5, 2, 7), round(n / 3, 2), abs(-m), bin(m % 8), hex(n % 20)))"],
        ]
        for lines in self.random.sample(uses, 6):
            self.say(*lines)

    def program(self, name: str) -> str:
        features = (
            self.plain_class,
            self.data_classes,
            self.generators,
            self.exceptions,
            self.handlers,
            self.contexts,
            self.matching,
            self.functions,
            self.library,
        )
        for feature in self.random.sample(features, 2):
            feature()
        body = textwrap.indent("\n".join(["log = []", *self.body]), "    ")
        return "\n\n\n".join([*self.definitions, f"def {name}(x, n, m):\n{body}\n    return x + 1, log\n"])

    def numbers(self) -> list[int]:
        return [self.random.randint(0, 9), self.random.randint(0, 6)]


def module_text(seeds: range) -> str:
    """A module of one program for each seed."""
    return "\n\n\n".join([HEADER, *(Structures(seed).program(f"program_{seed}") for seed in seeds)])
