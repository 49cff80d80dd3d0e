"""Exceptions: the user's own and built-in ones, chains, what leaves the frame."""

import contextlib

from tests.tracer.objects.cases import case


class MyErr(ValueError):
    pass


class Rich(Exception):
    def __init__(self, msg, code):
        super().__init__(msg)
        self.code = code

    def __str__(self):
        return f"rich {self.code}"


@case
def case_catch(x):
    try:
        raise MyErr("a", 2)
    except ValueError as e:
        return x + e.args[1], str(e)


@case
def case_rich(x):
    try:
        raise Rich("boo", 5)
    except Rich as e:
        return x + e.code, str(e), e.args


@case
def case_cause(x):
    try:
        try:
            raise KeyError("k")
        except KeyError as e:
            raise MyErr("m") from e
    except MyErr as e2:
        return x + 1, e2.__cause__.args[0], e2.__suppress_context__


@case
def case_context(x):
    try:
        try:
            raise KeyError("k")
        except KeyError as e:
            raise MyErr("m")
    except MyErr as e2:
        return x + 1, e2.__context__.args[0], e2.__cause__


def inner(x):
    raise MyErr("q")


@case
def case_callee(x):
    try:
        inner(x)
    except (KeyError, MyErr):
        x = x + 2
    else:
        x = x - 1
    finally:
        x = x * 2
    return x


@case
def case_indexerr(x):
    l = [1]
    try:
        l[4]
    except IndexError as e:
        return x + 1, str(e)


@case
def case_nokw(x):
    try:
        raise ImportError("x", name="y")
    except ImportError as e:
        return x + 1


@case
def case_ret(x):
    e = MyErr("a")
    return x + 1, repr(e), isinstance(e, ValueError)


@case
def case_isinst(x):
    try:
        {}["a"]
    except Exception as e:
        if isinstance(e, KeyError):
            return x + 1
        return x + 2


@case
def case_reraise(x):
    try:
        try:
            inner(x)
        except MyErr:
            x = x + 1
            raise
    except MyErr as e:
        return x * 2


@case
def case_traceback(x):
    try:
        inner(x)
    except MyErr as e:
        return x + 1, type(e).__name__, e.__class__ is MyErr


@case
def case_setattr(x):
    e = MyErr("a")
    e.foo = 3
    return x + e.foo


@case
def case_setattr2(x):
    e = ValueError("a")
    e.foo = 3
    return x + e.foo


@case
def case_notimpl(x):
    try:
        raise NotImplementedError
    except NotImplementedError:
        return x + 1


@case
def case_sup(x):
    with contextlib.suppress(ValueError):
        x = x + 1
        raise ValueError("a")
    return x * 2


@case
def case_raise_class_tensor(x):
    try:
        raise RuntimeError("v", x)
    except RuntimeError as e:
        return e.args[1] + 1


@case
def case_context_is_that_of_the_last_raise(x):
    error, seen = KeyError("k"), []
    for kind in (IndexError, OSError):
        try:
            try:
                raise kind
            except kind:
                raise error
        except KeyError as e:
            seen.append(e is error)
    return x + 1, seen


@case
def case_raising_what_is_in_the_chain_cuts_it(x):
    try:
        try:
            raise OSError
        except OSError as first:
            try:
                raise IndexError
            except IndexError:
                raise first
    except OSError as e:
        return x + 1, type(e.__context__).__name__, e.__context__.__context__


@case
def case_cause_set_by_hand(x):
    built_in, own = ValueError(), MyErr()
    built_in.__cause__ = own.__cause__ = KeyError("k")
    return x + 1, built_in.__suppress_context__, own.__suppress_context__
