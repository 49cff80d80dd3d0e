"""Built-in values, one operation family a function: eager, the tracer and the installed torch agree, kinds included."""

import collections
import enum
import itertools
import operator
import random
import re
import types
import typing

import pytest
import torch
from tests.tracer import checking
from tests.tracer.checking import check


class Color(enum.Enum):
    RED = 1
    BLUE = "b"


class Number(enum.IntEnum):
    ONE = 1


class Triple(typing.NamedTuple):
    a: torch.Tensor
    b: int = 2

    def total(self):
        return self.a + self.b


Pair = collections.namedtuple("Pair", "u v")
PATTERN = re.compile("a+")
TABLE = {"a": 1, "b": torch.ones(3)}
GENERATOR = random.Random(3)
JOIN = "".join


def literals(x):
    a, b, c, d = (1, 2), [1, x], {1: x}, {1, 2}
    e, f, g, h = b"ab", 1j, ..., None
    return x + len(a) + len(b) + len(c) + len(d) + len(e), f, g, h


def list_methods(x):
    e = [3, 1, 2]
    e.sort()
    e.reverse()
    e.insert(0, 1)
    e.pop()
    e += [1]
    e *= 2
    del e[0]
    e[0:1] = [5, 6]
    c = e.count(5)
    i = e.index(6)
    e.remove(6)
    f = e.copy()
    e.extend((1, 2))
    return x + c + i, e, f, e[::2], e + f, [x] * 2


def tuple_methods(x):
    t = (1, 2, x)
    return t + (3,), t[:2], t[-1], (1, 2).count(1), (1, 2).index(2), (1, 2) < (1, 3), len(t)


def dict_methods(x):
    d = {1: 2, "k": x}
    d.update(a=1)
    d.setdefault(4, 5)
    d.pop(1)
    last = d.popitem()
    d |= {1: 2}
    del d[1]
    e = d | {"z": 0}
    return x, d, last, list(e), e.get("q"), "a" in e, {**e, "y": 1}, dict.fromkeys([1, 2], x)


def set_methods(x):
    s = {1, 5}
    s.add(2)
    s.discard(1)
    s.update([1])
    s &= {1, 2}
    t = s.union([7])
    return x + len(t), s <= t, s.isdisjoint(t), s | t, t - s, s ^ t, frozenset(s) | {9}, {1: 2}.keys() & {1}


def views_and_proxies(x):
    d = {"a": x, "b": 2}
    keys, values, items = d.keys(), d.values(), d.items()
    proxy = types.MappingProxyType(d)
    d["c"] = 3
    return x, len(keys), list(values)[1:], len(items), proxy["c"], "c" in proxy


def special_dicts(x):
    o = collections.OrderedDict(a=1, b=2)
    o.move_to_end("a")
    first = o.popitem(last=False)
    d = collections.defaultdict(list)
    d["a"].append(x)
    d["b"]
    return x, o, first, d, d.default_factory, collections.Counter("aab")["a"]


def deques(x):
    q = collections.deque([1, 2], maxlen=2)
    q.append(3)
    q.appendleft(x)
    return q, q[0], len(q), q.popleft()


def ranges_and_slices(x):
    r = range(1, 9, 2)
    s = slice(1, 3)
    return x[s], r[1:], r[1], len(r), list(r), 3 in r, r == range(1, 8, 2), s.start


def sizes(x):
    return x.shape + (1,), x.shape[:1], x.shape * 2, x.shape == (3,), x.shape.numel(), max(x.shape), [*x.shape]


def namedtuples(x):
    p, q = Triple(x), Pair(x, v=3)
    a, b = q
    return p.total() + q.v, p, q, p._replace(b=5), len(p), p[0], q._asdict(), Pair._make([a, b]), q._fields


def enums(x):
    return x + Color.RED.value + Number.ONE, Color.RED is Color.RED, Color("b"), Number.ONE == 1


def numbers(x):
    y = x + round(1.5) + divmod(7, 2)[1] + pow(2, 3) + abs(-1) + int("12") + int(2.5)
    return y, float("1.5"), complex(1, 2), bool(0), max(1, 2), min([3, 1]), sum([1, 2]), 7 // 2, -7 % 3, 1 << 3


def numbers_on_tensors(x):
    return max(x[0], x[1]), min(x[0], 2.0), abs(x), x**2, sum(x), sum([x, x]), len(x)


def extremes(x):
    return x + max((1, 2), key=lambda v: -v) + min([], default=3), sorted([2, 3, 1], key=lambda v: -v, reverse=True)


def attributes(x):
    return getattr(x, "shape"), hasattr(x, "nothing"), getattr(x, "nothing", 4), isinstance(x, torch.Tensor), type(1)


def type_questions(x):
    a = isinstance(1, (int, str)), issubclass(bool, int), callable(print), callable(1), type([]) is list
    return x, a, isinstance(x, torch.FloatTensor), isinstance([], collections.abc.Sequence), type(x) is torch.Tensor


def methods_of_types(x):
    return x + int.from_bytes(b"a", "big"), str.upper("a"), JOIN(["a", "b"])


def text(x):
    s = "hello world"
    p = s.split()
    t = "-".join(w.title() for w in p) + "".join(map(str, [1, 2]))
    return (
        x * len(t),
        f"{x.shape[0]:>4}|{1.5:.2f}|{'a'!r:>5}|{[1]!s}",
        "%s=%d" % ("a", 3),
        s.partition(" "),
        s[::-1],
        "o" in s,
    )


def delayed_text(x):
    return f"{x.sum()} and {x:}", "{} {}".format(x, 1)


def iterators(x):
    z = zip([1, 2], "ab")
    first = next(z)
    m = map(lambda v: v + x, [1, 2])
    f = filter(None, [0, 1])
    e = enumerate((5, 6), 1)
    r = reversed([1, 2, 3])
    i = iter([1, 2])
    return (
        first,
        list(z),
        list(m),
        list(f),
        list(e),
        next(r),
        next(i),
        next(iter([]), 4),
        list(zip([1], [2], strict=True)),
    )


def all_of_itertools(x):
    it = itertools
    a = (
        list(it.chain([1], (2,))),
        list(it.islice(it.count(3), 2)),
        list(it.accumulate([1, 2, 3])),
        list(it.pairwise("abc")),
    )
    b = (
        list(it.product([1], [2, 3])),
        list(it.permutations([1, 2])),
        list(it.combinations([1, 2, 3], 2)),
        list(it.repeat(x, 2)),
    )
    c = (
        list(it.takewhile(lambda v: v < 2, [1, 2])),
        list(it.starmap(operator.add, [(1, 2)])),
        list(it.compress("ab", [0, 1])),
    )
    d = (
        [(k, list(g)) for k, g in it.groupby([1, 1, 2])],
        list(it.zip_longest([1], [2, 3])),
        list(it.chain.from_iterable([[1]])),
    )
    left, right = it.tee([1, 2])
    return a, b, c, d, list(left), list(right)


def operators(x):
    both = operator.itemgetter(0, 1)((1, 2))
    return (
        operator.add(x, 1),
        both,
        operator.attrgetter("shape")(x),
        operator.methodcaller("sum")(x),
        operator.contains([1], 1),
    )


def regular_expressions(x):
    found = PATTERN.match("aab")
    return (
        x + found.end(),
        found.group(),
        re.sub("a", "b", "aa"),
        re.findall("a", "aba"),
        re.compile("b").search("ab").start(),
    )


def drawn_numbers(x):
    local = random.Random(1)
    return (
        x * local.randint(1, 4) + local.uniform(0, 1) + random.randint(1, 9) + random.uniform(1, 2) + GENERATOR.random()
    )


def changed_inputs(x, items, table, group):
    items.append(x + 1)
    items[0] = 5
    table["new"] = x * 2
    del table["old"]
    group.add(3)
    return x, items is items, len(table)


def half_consumed(x):
    it = iter([1, 2, 3])
    x = x + next(it)
    torch._dynamo.graph_break()
    return x + next(it), list(it)


def living_generator(x):
    pairs = enumerate((1, 2))
    torch._dynamo.graph_break()
    return x + next(pairs)[0]


def living_dict_iterator(x):
    keys = iter({1: 2})
    torch._dynamo.graph_break()
    return x + next(keys)


def printed(x):
    y = x + 1
    print("shape", y.shape)
    return y * 2


def branch_on_random(x):
    if random.randint(1, 3) > 1:
        return x + 1
    return x - 1


def unknown_order(x):
    return any([x.sum() > 0])


def caught(x):
    try:
        (1, 2)[len(x) + 5]
    except IndexError as error:
        return x + 1, str(error)


def sum_of_drawn(x):
    drawn = random.randint(1, 3)
    shifted = drawn + 1
    return x * shifted, -drawn


def drawn_and_compared(x):
    first, second = random.uniform(0, 1), random.uniform(0, 1)
    return x + 1, first < 3, first < second


CASES = [
    value for value in list(globals().values()) if type(value) is types.FunctionType and value.__module__ == __name__
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_agrees(case, monkeypatch):
    for name in ("run_ours", "run_oracle"):
        monkeypatch.setattr(checking, name, seeded(getattr(checking, name)))
    arguments = (torch.ones(3), [1, 2], {"old": 1}, {1}) if case is changed_inputs else (torch.ones(3),)
    seed()
    check(case, *arguments)


def seed():
    random.seed(0)
    GENERATOR.seed(3)


def seeded(run):
    """Every one of the three runs draws the same numbers."""

    def wrapped(*args, **kwargs):
        seed()
        return run(*args, **kwargs)

    return wrapped
