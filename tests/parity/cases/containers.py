"""Lists, dicts, sets, tuples, comprehensions, iterators, itertools, functools."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import collections
import copy
import functools
import itertools
import operator

import torch


def case_lists():
    def f(x):
        items = [x, x + 1]
        items.extend([x * 3])
        items.insert(0, x - 1)
        items.reverse()
        last = items.pop()
        del items[0]
        return items, last, items[::-1], items + [last] * 2, len(items)

    return f, (torch.ones(3),)


def case_dicts():
    def f(x):
        d = {"a": x, **{"b": x * 2}}
        d |= {"c": 3}
        d.setdefault("d", []).append(x)
        d.update(e=1)
        out = {k: v for k, v in d.items() if k != "c"}
        return out, list(d), d.get("zz", 5), "a" in d, dict(zip("xy", (1, 2)))

    return f, (torch.ones(3),)


def case_sets():
    def f(x):
        a, b = {1, 2, 3}, frozenset((2, 3, 4))
        a.add(7)
        a.discard(1)
        return x * len(a & b), sorted(a | b), a - b, 7 in a, a <= b

    return f, (torch.ones(3),)


def case_comprehensions():
    def f(x):
        squares = [x * i for i in range(3) if i % 2 == 0]
        nested = [[i * j for j in range(2)] for i in range(2)]
        table = {i: x + i for i in range(2)}
        total = sum(y.sum() for y in squares)
        return squares, nested, table, total, {len(r) for r in nested}

    return f, (torch.ones(3),)


def case_break_in_comprehension():
    def f(x):
        y = x.sin()
        values = [v.item() for v in y]
        return y * sum(values)

    return f, (torch.ones(3),)


def case_break_in_comprehension_in_places():
    def f(x):
        n = 2
        y = x.sin()
        for i in range(2):
            table = {i: v.item() + n for i, v in enumerate(y)}
            y = y + table[i]
        try:
            y = y * sum([v + 1 for v in [w.item() for w in y]])
        finally:
            y = y.cos()
        return [(v.item(), lambda v=i: v) for v in y if (last := v) is not None][0][0] + last

    return f, (torch.ones(3),)


def case_break_after_comprehension():
    def f(x):
        y = x.sin()
        [print(end="") for _ in range(2)]
        rows = [y + i for i in range(2)]
        y = torch.stack([row.cos() for row in rows]) @ (rows[0].sum().item() * x)
        return y, [v + 1 for v in (y.sum(), 2)], {k: (lambda: k)() for k in (1, 2)}

    return f, (torch.ones(3),)


def case_itertools():
    def f(x):
        out = x
        for a, b in itertools.product((1, 2), repeat=2):
            out = out + a * b
        for i in itertools.chain([1], itertools.repeat(2, 2), itertools.islice(itertools.count(5), 2)):
            out = out * i
        pairs = list(itertools.combinations(range(3), 2))
        sums = list(itertools.accumulate([1, 2, 3]))
        return out, pairs, sums, list(itertools.zip_longest([1], [2, 3]))

    return f, (torch.ones(3),)


def case_functools():
    def scale(x, by, shift=0):
        return x * by + shift

    def f(x):
        double = functools.partial(scale, by=2)
        total = functools.reduce(operator.add, [x, x, x])
        return double(x, shift=1), total

    return f, (torch.ones(3),)


def case_map_filter_sorted():
    def f(x):
        a = list(map(lambda i: x * i, filter(lambda i: i > 1, range(4))))
        b = sorted([3, 1, 2], key=lambda i: -i)
        return a, b, any(i > 2 for i in b), all(b), list(reversed(b)), max(b, key=lambda i: i % 3), min(3, 4)

    return f, (torch.ones(3),)


def case_generator():
    def rows(x):
        for i in range(3):
            received = yield x * i
            if received:
                x = x + received
        return x

    def outer(x):
        yield from rows(x)
        yield x * 7

    def f(x):
        total = torch.zeros_like(x)
        for row in outer(x):
            total = total + row
        g = rows(x)
        next(g)
        return total, g.send(2)

    return f, (torch.ones(3),)


def case_generator_return_value():
    """torch 2.13 takes the value of `yield from` for None here, and fails."""

    def rows(x):
        yield x
        return x * 2

    def outer(x):
        last = yield from rows(x)
        yield last

    def f(x):
        return sum(outer(x))

    return f, (torch.ones(3),)


def case_iterator_state_across_break():
    def f(x):
        it = iter([1, 2, 3, 4])
        a = next(it)
        torch._dynamo.graph_break()
        b = next(it)
        return x * a + b, list(it)

    return f, (torch.ones(3),)


def case_deque_counter_ordered():
    def f(x):
        d = collections.deque([x, x + 1], maxlen=2)
        d.append(x * 2)
        o = collections.OrderedDict(a=1, b=2)
        o.move_to_end("a")
        dd = collections.defaultdict(list)
        dd["k"].append(x)
        return d[0], list(o), dd["k"][0], collections.Counter("aab")["a"]

    return f, (torch.ones(3),)


def case_unpacking_and_star():
    def g(a, b, *rest, k=1, **more):
        return a + b * k + len(rest) + len(more)

    def f(x):
        first, *middle, last = [x, 1, 2, 3]
        (a, (b, c)) = (1, (2, 3))
        return g(first, last, *middle, **{"k": 2, "z": 1}) + a + b + c

    return f, (torch.ones(3),)


def case_strings():
    def f(x, name):
        text = f"{name!r:>6} {x.shape[0]:03d} {1.5:.2f}"
        parts = "a,b,c".split(",")
        return x * len(text), "-".join(p.upper() for p in parts), "%s=%d" % (name, 3), name.startswith("n"), text[::-1]

    return f, (torch.ones(3), "name")


def case_slices_and_ranges():
    def f(x):
        r = range(0, 10, 3)
        s = slice(1, None)
        return x[s], list(r)[-1], r.stop, 6 in r, x[r[0] : r[1]]

    return f, (torch.ones(4),)


def case_deepcopy_of_sets():
    def f(x, options):
        copied = copy.deepcopy(options)
        copied["names"].add("c")
        return x + len(copied["names"]), sorted(options["names"])

    return f, (torch.ones(3), {"names": {"a", "b"}, "fixed": frozenset((1, 2))})


class Shelf(collections.OrderedDict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)


class Stack(list):
    def append(self, item):
        super().append(item)


def case_subclasses_hold_each_other():
    def f(x):
        inner, stack = Shelf(a=x + 1), Stack()
        stack.append(inner)
        outer = Shelf()
        outer["stack"] = stack
        outer["inner"] = inner
        return outer

    return f, (torch.ones(3),)
