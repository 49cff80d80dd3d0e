"""Generators, coroutines and asynchronous generators, driven by hand and by asyncio."""

# ruff: noqa: PLE0643, PLW0120, PLE0302
# programs that go wrong on purpose

import asyncio
import types

import pytest


def count(n):
    log = []
    try:
        for i in range(n):
            got = yield i
            log.append(got)
    except ValueError as e:
        log.append(e)
        yield "handled"
    finally:
        log.append("closed")
    return log


def consume():
    return list(count(3)), sum(x for x in count(4)), [*count(2)], next(count(1))


def send_and_return():
    g = count(2)
    out = [next(g), g.send("a")]
    try:
        g.send("b")
    except StopIteration as e:
        out.append(e.value)
    try:
        next(g)
    except StopIteration as e:
        out.append(e.value)
    return out


def throw_handled():
    g = count(3)
    next(g)
    out = [g.throw(ValueError("in"))]
    try:
        next(g)
    except StopIteration as e:
        out.append(e.value)
    return out


def throw_unhandled():
    g = count(3)
    next(g)
    g.throw(KeyError("k"))


def throw_unstarted():
    g = count(3)
    g.throw(KeyError("k"))


def throw_while_handling():
    def inner():
        try:
            1 / 0
        except ZeroDivisionError:
            yield 1

    g = inner()
    next(g)
    g.throw(KeyError("k"))


def close_runs_finally():
    log = []

    def inner():
        try:
            yield 1
            yield 2
        except GeneratorExit:
            log.append("exit")
            raise
        finally:
            log.append("finally")

    g = inner()
    next(g)
    g.close()
    g.close()
    return log, next(g, "done")


def close_ignored():
    def inner():
        for _ in range(2):
            try:
                yield 1
            except GeneratorExit:
                pass

    g = inner()
    next(g)
    g.close()


def send_to_unstarted():
    count(1).send(3)


def stop_iteration_inside():
    def inner():
        yield next(iter([]))

    return list(inner())


def stop_iteration_inside_handled():
    def inner():
        try:
            yield next(iter([]))
        except StopIteration as e:
            yield e

    return list(inner())


def context_from_resumer():
    def inner():
        yield 1
        raise KeyError("late")

    g = inner()
    next(g)
    try:
        1 / 0
    except ZeroDivisionError:
        next(g)


def handled_survives_yield():
    import sys

    def inner():
        try:
            1 / 0
        except ZeroDivisionError:
            yield type(sys.exception())
            yield type(sys.exception())
            raise

    g = inner()
    out = [next(g)]
    try:
        [][0]
    except IndexError:
        out.append(next(g))
        out.append(type(sys.exception()))
    try:
        next(g)
    except ZeroDivisionError as e:
        out.append(e)
    return out


def delegation():
    def inner():
        got = yield 1
        try:
            yield got
        except ValueError as e:
            yield e
        return "result"

    def outer():
        value = yield from inner()
        yield value
        yield from [7, 8]
        return (yield from iter(()))

    g = outer()
    return [next(g), g.send("sent"), g.throw(ValueError("v")), next(g), list(g)]


def delegation_throw_ends():
    def inner():
        try:
            yield 1
        except ValueError:
            return "from throw"

    def outer():
        value = yield from inner()
        yield value

    g = outer()
    return next(g), g.throw(ValueError), list(g)


def delegation_throw_through():
    log = []

    def inner():
        try:
            yield 1
        finally:
            log.append("inner")

    def outer():
        try:
            yield from inner()
        except ValueError as e:
            yield e, log

    g = outer()
    next(g)
    return g.throw(ValueError("v")), list(g)


def delegation_to_iterator_throw():
    def outer():
        try:
            yield from [1, 2]
        except ValueError as e:
            yield e

    g = outer()
    return next(g), g.throw(ValueError("v")), list(g)


def delegation_close():
    log = []

    def inner():
        try:
            yield 1
        finally:
            log.append("inner")

    def outer():
        try:
            yield from inner()
        finally:
            log.append("outer")

    g = outer()
    next(g)
    g.close()
    return log


def delegation_nested_deep():
    def tree(n):
        if n:
            yield from tree(n - 1)
            yield n
            yield from tree(n - 1)

    return list(tree(4))


def wrong_delegate():
    def outer():
        yield from 3

    return list(outer())


def delegate_to_coroutine():
    async def co():
        pass

    def outer():
        c = co()
        try:
            yield from c
        finally:
            c.close()

    return list(outer())


def expression():
    g = (x * y for x in range(3) for y in range(x) if x)
    h = (x for x in g)
    return list(h), list(g)


def generator_in_with():
    log = []

    class M:
        def __enter__(self):
            return self

        def __exit__(self, *exc):
            log.append(exc[0])
            return True

    def inner():
        with M():
            yield 1
            raise ValueError
        yield 2

    return list(inner()), log


def names():
    g = count(1)
    return type(g), g.__name__, g.__qualname__, isinstance(g, types.GeneratorType)


def pairs(n):
    def inner(*args, key=None, **kw):
        for a in args:
            yield a, key
        yield from kw.items()

    return list(inner(1, 2, key=3, z=4)), dict(inner(b=1, a=2))


async def answer(x):
    await asyncio.sleep(0)
    return x * 2


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            await asyncio.sleep(0)
            if got:
                yield got
    finally:
        await asyncio.sleep(0)


class AsyncManager:
    def __init__(self, log, suppress):
        self.log, self.suppress = log, suppress

    async def __aenter__(self):
        await asyncio.sleep(0)
        self.log.append("enter")
        return 5

    async def __aexit__(self, kind, exc, tb):
        await asyncio.sleep(0)
        self.log.append(("exit", kind, repr(exc)))
        return self.suppress


def coroutines():
    async def main():
        a, b = await asyncio.gather(answer(1), answer(2))
        return a, b, await answer(await answer(3))

    return asyncio.run(main())


def async_for():
    async def main():
        out = []
        async for x in agen(4):
            if x == 2:
                continue
            out.append(x)
        else:
            out.append("else")
        out.append([y async for y in agen(3) if y])
        out.append({y: await answer(y) async for y in agen(3)})
        out.append([z async for z in (await answer(i) async for i in agen(2))])
        return out

    return asyncio.run(main())


def async_for_break():
    async def main():
        async for x in agen(4):
            if x == 2:
                break
        return x

    return asyncio.run(main())


def async_with():
    async def main(suppress, fail):
        log = []
        try:
            async with AsyncManager(log, suppress) as v, AsyncManager(log, False):
                log.append(v)
                if fail:
                    raise ValueError("inside")
        except ValueError as e:
            log.append(e)
        return log

    return [asyncio.run(main(s, f)) for s in (0, 1) for f in (0, 1)]


def async_generator_by_hand():
    async def main():
        g = agen(3)
        out = [await g.__anext__(), await g.asend("x"), await g.__anext__()]
        try:
            await g.athrow(KeyError("k"))
        except KeyError as e:
            out.append(e)
        await g.aclose()
        return out

    return asyncio.run(main())


def async_errors(which):
    async def main():
        if which == 0:
            await 3
        elif which == 1:
            async for _ in 3:
                pass
        elif which == 2:
            async with 3:
                pass
        elif which == 3:
            raise StopIteration(1)
        elif which == 4:

            async def g():
                yield 1
                raise StopAsyncIteration

            return [x async for x in g()]
        elif which == 5:

            class A:
                def __aiter__(self):
                    return self

                def __anext__(self):
                    return 3

            async for _ in A():
                pass
        elif which == 6:

            class B:
                def __aenter__(self):
                    return 3

                def __aexit__(self):
                    return 3

            async with B():
                pass
        elif which == 7:

            class C:
                def __aiter__(self):
                    return 3

            async for _ in C():
                pass
        elif which == 8:
            c = answer(1)
            await c
            await c
        elif which == 9:

            class D:
                def __await__(self):
                    return 3

            await D()
        elif which == 10:

            class E:
                def __await__(self):
                    return (yield from answer(4).__await__())

            return await E()

    return asyncio.run(main())


def cancelled():
    async def main():
        log = []

        async def work():
            try:
                await asyncio.sleep(100)
            except asyncio.CancelledError:
                log.append("cancelled")
                raise
            finally:
                log.append("finally")

        task = asyncio.ensure_future(work())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            log.append("seen")
        return log

    return asyncio.run(main())


def awaited_failure():
    async def fails():
        await asyncio.sleep(0)
        raise KeyError("k")

    async def main():
        try:
            await fails()
        except KeyError as e:
            raise ValueError("outer") from e

    return asyncio.run(main())


CASES = [
    (f, ())
    for f in (
        [consume, send_and_return, throw_handled, throw_unhandled, throw_unstarted, throw_while_handling]
        + [close_runs_finally, close_ignored, send_to_unstarted, stop_iteration_inside, stop_iteration_inside_handled]
        + [context_from_resumer, handled_survives_yield, delegation, delegation_throw_ends, delegation_throw_through]
        + [delegation_to_iterator_throw, delegation_close, delegation_nested_deep, wrong_delegate, expression]
        + [delegate_to_coroutine, generator_in_with, names, coroutines, async_for, async_for_break, async_with]
        + [async_generator_by_hand, cancelled, awaited_failure]
    )
] + [(async_errors, (i,)) for i in range(11)]


@pytest.mark.filterwarnings("ignore:.*was never awaited")
@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)


def test_generator_arguments(check):
    check(pairs, 3)
