"""try, except, finally, except*, with, raise: results, types, arguments, causes and contexts."""

# ruff: noqa: PLE0643, PLE0704
# programs that go wrong on purpose

import contextlib
import logging
import sys

import pytest

from fullgraph_tracer.interpreter.concrete import run_concrete


class Custom(Exception):
    pass


def boom(exc):
    raise exc


class Manager:
    def __init__(self, log, name="m", suppress=False, fail_enter=None, fail_exit=None):
        self.log, self.name, self.suppress = log, name, suppress
        self.fail_enter, self.fail_exit = fail_enter, fail_exit

    def __enter__(self):
        self.log.append(("enter", self.name))
        if self.fail_enter:
            raise self.fail_enter
        return self.name

    def __exit__(self, kind, exc, traceback):
        self.log.append(("exit", self.name, kind and kind.__name__, repr(exc), traceback is None))
        if self.fail_exit:
            raise self.fail_exit
        return self.suppress


def simple(x):
    try:
        return 10 // x
    except ZeroDivisionError as e:
        return ("zero", e.args)
    except (TypeError, ValueError):
        return "type"
    else:
        return "never"
    finally:
        pass


def finally_order(x):
    log = []
    try:
        try:
            log.append("body")
            if x:
                raise Custom("a", x)
        except Custom as e:
            log.append(e.args)
        else:
            log.append("else")
        finally:
            log.append("finally")
    finally:
        log.append("outer")
    return log


def finally_returns(x):
    try:
        if x:
            raise ValueError(x)
        return "body"
    finally:
        return "finally"


def finally_in_loop(n):
    log = []
    for i in range(n):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            log.append(i)
        finally:
            log.append(("f", i))
    else:
        log.append("exhausted")
    return log


def context_of_handler():
    try:
        1 / 0
    except ZeroDivisionError:
        {}["missing"]


def context_three_deep():
    try:
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                [][0]
        except IndexError:
            int("x")
    finally:
        None.nothing


def explicit_cause():
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise Custom("why") from e


def cause_none():
    try:
        1 / 0
    except ZeroDivisionError:
        raise Custom("why") from None


def cause_class():
    raise Custom from ValueError


def context_in_callee():
    try:
        1 / 0
    except ZeroDivisionError:
        boom(Custom("from callee"))


def context_in_callee_of_callee():
    def inner():
        try:
            boom(KeyError("k"))
        except KeyError:
            boom(Custom("late"))

    try:
        1 / 0
    except ZeroDivisionError:
        inner()


def seen_by_slots():
    class Seen:
        found = property(lambda self: type(sys.exception()).__name__)

        def __add__(self, other):
            return type(sys.exception()).__name__

        def __iter__(self):
            yield type(sys.exception()).__name__
            raise  # noqa: PLE0704

    try:
        1 / 0
    except ZeroDivisionError:
        seen = Seen()
        first, *_ = zip(seen, "a")
        return [seen.found, seen + 1, first, *seen]


def thrown_into_a_generator_from_a_handler():
    def inner():
        yield 1

    it = inner()
    next(it)
    try:
        1 / 0
    except ZeroDivisionError:
        it.throw(Custom("thrown"))


def reraised_in_a_generator_from_a_handler():
    def inner():
        try:
            try:
                yield 1
                1 / 0
            except ZeroDivisionError:
                [][0]
        finally:
            seen.append(1)

    seen = []
    it = inner()
    next(it)
    try:
        boom(Custom("outside"))
    except Custom:
        next(it)


def bare_raise():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def bare_raise_in_callee():
    def again():
        raise

    try:
        1 / 0
    except ZeroDivisionError:
        again()


def bare_raise_without():
    raise


def bare_raise_keeps_context():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            try:
                [][1]
            except IndexError:
                pass
            raise
    except ZeroDivisionError as e:
        return e, e.__context__


def cleared_context():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            try:
                [][1]
            except IndexError as e:
                e.__context__ = None
                raise
    except IndexError as e:
        return e


def raises_without_context():
    error = KeyError()
    try:
        raise error
    finally:
        error.__context__ = None


def context_cleared_by_a_callee():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raises_without_context()
    except KeyError as e:
        return e


def raise_old_again():
    old = None
    try:
        1 / 0
    except ZeroDivisionError as e:
        old = e
    try:
        [][0]
    except IndexError:
        raise old


def cycle():
    try:
        1 / 0
    except ZeroDivisionError as first:
        try:
            [][0]
        except IndexError:
            raise first


def name_unbound_after_except():
    try:
        1 / 0
    except ZeroDivisionError as e:
        pass
    return e


def exc_info():
    before = sys.exc_info()[0]
    try:
        1 / 0
    except ZeroDivisionError:
        during = sys.exc_info()[0], sys.exception().args
        try:
            int("x")
        except ValueError:
            deeper = sys.exc_info()[0]
        after = sys.exc_info()[0]
    return before, during, deeper, after, sys.exc_info()


def wrong_raises(x):
    raise x


def wrong_cause(x):
    raise ValueError from x


class MakesOther(Exception):
    def __new__(cls):
        return 3


def raise_other():
    raise MakesOther


def wrong_except(x):
    try:
        1 / 0
    except x:
        return "caught"


class Fake(type):
    def __subclasscheck__(cls, sub):
        return True

    def __instancecheck__(cls, obj):
        return True


class Pretends(Exception, metaclass=Fake):
    pass


def pretending():
    try:
        1 / 0
    except Pretends:
        return "pretended"


def assertion(x):
    assert x > 1, f"{x} is small"
    assert x < 10
    return x


def with_statement(suppress, fail, fail_enter=None, fail_exit=None):
    log = []
    try:
        with Manager(log, "a") as a, Manager(log, "b", suppress, fail_enter, fail_exit) as b:
            log.append((a, b))
            if fail:
                raise fail
        log.append("after")
    except Exception as e:
        log.append(e)
    return log


def with_return():
    log = []

    def inner():
        with Manager(log):
            for i in range(3):
                with Manager(log, i):
                    if i == 1:
                        return i

    return inner(), log


def with_loop():
    log = []
    for i in range(4):
        with Manager(log, i, suppress=True):
            if i == 1:
                continue
            if i == 2:
                raise Custom(i)
            if i == 3:
                break
    return log


def with_wrong(x):
    with x:
        pass


class NoExit:
    def __enter__(self):
        pass


def with_contextlib():
    log = []

    @contextlib.contextmanager
    def manager(name):
        log.append(name)
        try:
            yield name
        except ValueError as e:
            log.append(e)
        finally:
            log.append("end")

    with manager("one") as one, contextlib.suppress(KeyError), contextlib.ExitStack() as stack:
        stack.callback(log.append, one)
        raise ValueError("inside")
    return log


def logging_sees_exception():
    import io

    stream = io.StringIO()
    logger = logging.Logger("x")
    logger.addHandler(logging.StreamHandler(stream))
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("failed")
    return "ZeroDivisionError: division by zero" in stream.getvalue()


def unbound(x):
    if x:
        y = 1
    return y


def deleted():
    x = 1
    del x
    return x


def delete_unbound():
    if False:
        x = 1
    del x


def group(make):
    return ExceptionGroup("g", [ValueError(1), TypeError("t"), ExceptionGroup("n", [ValueError(2), OSError("o")])])


def except_star(exc):
    log = []
    try:
        raise exc
    except* ValueError as e:
        log.append(e)
    except* TypeError as e:
        log.append(e)
    return log


def except_star_raises(exc):
    try:
        raise exc
    except* ValueError as e:
        raise Custom("new")
    except* TypeError:
        raise
    finally:
        pass


def except_star_reraises(exc):
    try:
        raise exc
    except* ValueError:
        raise


def except_star_two_new(exc):
    try:
        raise exc
    except* ValueError as e:
        raise Custom("one") from e
    except* OSError:
        raise Custom("two")


def except_star_wrong():
    try:
        raise ExceptionGroup("g", [ValueError(1)])
    except* ExceptionGroup:
        pass


def except_star_exc_info(exc):
    seen = []
    try:
        raise exc
    except* ValueError:
        seen.append(sys.exception())
    except* Exception:
        seen.append(sys.exception())
    return seen, sys.exception()


PLAIN = [
    (simple, (2,)),
    (simple, (0,)),
    (simple, ("s",)),
    (finally_order, (0,)),
    (finally_order, (1,)),
    (finally_returns, (0,)),
    (finally_returns, (1,)),
    (finally_in_loop, (5,)),
    (finally_in_loop, (3,)),
    (context_of_handler, ()),
    (context_three_deep, ()),
    (explicit_cause, ()),
    (cause_none, ()),
    (cause_class, ()),
    (context_in_callee, ()),
    (context_in_callee_of_callee, ()),
    (bare_raise, ()),
    (bare_raise_in_callee, ()),
    (bare_raise_without, ()),
    (bare_raise_keeps_context, ()),
    (cleared_context, ()),
    (raise_old_again, ()),
    (cycle, ()),
    (name_unbound_after_except, ()),
    (exc_info, ()),
    (wrong_raises, (3,)),
    (wrong_raises, (None,)),
    (wrong_raises, (Custom,)),
    (wrong_raises, (Custom(1, 2),)),
    (wrong_raises, (KeyboardInterrupt,)),
    (wrong_cause, (3,)),
    (wrong_cause, (None,)),
    (raise_other, ()),
    (wrong_except, (3,)),
    (wrong_except, ((ValueError, (KeyError,)),)),
    (wrong_except, ((ValueError, ArithmeticError),)),
    (wrong_except, ((),)),
    (pretending, ()),
    (assertion, (0,)),
    (assertion, (5,)),
    (assertion, (50,)),
    (with_statement, (False, None)),
    (with_statement, (True, ValueError("v"))),
    (with_statement, (False, ValueError("v"))),
    (with_statement, (False, None, Custom("enter"))),
    (with_statement, (False, None, None, Custom("exit"))),
    (with_statement, (True, ValueError("v"), None, Custom("exit"))),
    (with_return, ()),
    (with_loop, ()),
    (with_wrong, (3,)),
    (with_wrong, (NoExit(),)),
    (with_contextlib, ()),
    (logging_sees_exception, ()),
    (seen_by_slots, ()),
    (thrown_into_a_generator_from_a_handler, ()),
    (reraised_in_a_generator_from_a_handler, ()),
    (unbound, (0,)),
    (unbound, (1,)),
    (deleted, ()),
    (delete_unbound, ()),
    (except_star_wrong, ()),
]


@pytest.mark.parametrize(("function", "args"), PLAIN, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)


GROUPS = [
    ExceptionGroup("g", [ValueError(1), TypeError("t"), ExceptionGroup("n", [ValueError(2), OSError("o")])]),
    ExceptionGroup("g", [ValueError(1), ValueError(2)]),
    ExceptionGroup("g", [TypeError(1)]),
    ExceptionGroup("g", [OSError(1)]),
    BaseExceptionGroup("g", [KeyboardInterrupt(), ValueError(1)]),
    ValueError("naked"),
    OSError("other"),
]
STARRED = [except_star, except_star_raises, except_star_reraises, except_star_two_new, except_star_exc_info]


def test_a_call_gives_what_it_raises_no_context():
    cleared = run_concrete(context_cleared_by_a_callee)
    assert isinstance(cleared, KeyError)
    assert cleared.__context__ is None


@pytest.mark.parametrize("exc", GROUPS, ids=repr)
@pytest.mark.parametrize("function", STARRED)
def test_exception_groups(check, function, exc):
    check(function, exc)
