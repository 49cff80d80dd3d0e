"""Closures, decorators, lambdas, defaults, caches, context managers, exceptions."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import contextlib
import functools

import torch


def case_closure_and_nonlocal():
    def make(n):
        count = 0

        def inner(x):
            nonlocal count
            count += 1
            return x * n + count

        return inner

    inner = make(3)

    def f(x):
        made = make(2)
        return made(x) + made(x) + inner(x)

    return f, (torch.ones(3),)


def case_decorators():
    def twice(fn):
        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            return fn(*args, **kwargs) * 2

        return wrapper

    @twice
    def g(x, *, shift=1):
        return x + shift

    def f(x):
        @twice
        def local(y):
            return y - 1

        return g(x, shift=3) + local(x), g.__name__

    return f, (torch.ones(3),)


def case_lru_cache():
    @functools.lru_cache
    def factor(n):
        return n * 2

    def f(x):
        return x * factor(3)

    return f, (torch.ones(3),)


def case_default_arguments():
    def g(x, items=[], n=None, *, table={"a": 2}):
        return x * (n or table["a"]) + len(items)

    def f(x):
        return g(x) + g(x, [1], 3) + (lambda y, k=2: y * k)(x)

    return f, (torch.ones(3),)


def case_try_except():
    def f(x, table):
        try:
            y = table["absent"]
        except KeyError as error:
            y = x * len(error.args)
        finally:
            x = x + 1
        try:
            raise ValueError("no")
        except (TypeError, ValueError):
            y = y + 1
        else:
            y = y * 100
        return x + y

    return f, (torch.ones(3), {})


def case_exception_through_calls():
    class Refused(Exception):
        def __init__(self, code):
            super().__init__(code)
            self.code = code

    def g(x, n):
        if n > 1:
            raise Refused(n)
        return x

    def f(x):
        try:
            return g(x, 2)
        except Refused as refused:
            return x * refused.code

    return f, (torch.ones(3),)


def case_break_in_try():
    def f(x):
        try:
            y = x.sin()
            print("in a try")
            y = y + 1
        finally:
            z = x.cos()
        return y + z

    return f, (torch.ones(3),)


def case_no_grad():
    def f(x):
        with torch.no_grad():
            y = x * 2
        with torch.enable_grad():
            z = x * 3
        return y, z, torch.is_grad_enabled()

    return f, (torch.ones(3, requires_grad=True),)


def case_break_in_no_grad():
    def f(x):
        with torch.no_grad():
            y = x * 2
            print("inside")
            y = y + 1
        return y + x

    return f, (torch.ones(3, requires_grad=True),)


def case_contextmanager_function():
    @contextlib.contextmanager
    def scaled(x, by):
        yield x * by

    def f(x):
        with scaled(x, 2) as y, contextlib.nullcontext(3) as n:
            z = y + n
        return z

    return f, (torch.ones(3),)


def case_context_manager_class():
    class Level:
        depth = 0

        def __enter__(self):
            self.depth += 1
            return self

        def __exit__(self, *exc):
            self.depth -= 1
            return exc[0] is KeyError

    def f(x):
        level = Level()
        with level as entered:
            x = x * entered.depth
            raise KeyError
        return x + level.depth

    return f, (torch.ones(3),)


def case_break_in_context_manager_class():
    class Quiet:
        def __enter__(self):
            return self

        def __exit__(self, *exc):
            return False

    def f(x):
        with Quiet():
            x = x.sin()
            torch._dynamo.graph_break()
            x = x.cos()
        return x

    return f, (torch.ones(3),)


def case_suppress_and_raise_from():
    def f(x):
        with contextlib.suppress(ZeroDivisionError):
            x = x * (1 // 0)
        try:
            try:
                raise KeyError("a")
            except KeyError as error:
                raise RuntimeError("b") from error
        except RuntimeError as error:
            x = x + (2 if isinstance(error.__cause__, KeyError) else 1)
        return x

    return f, (torch.ones(3),)


def case_autocast():
    def f(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = x @ x
        return y, x.dtype

    return f, (torch.ones(3, 3),)
