"""The one helper of these tests: the machine and CPython, side by side."""

import builtins
import copy
import inspect

import pytest

from fullgraph_tracer.interpreter.concrete import ConcreteDomain, NestedDomain, run_concrete


class Raised:
    def __init__(self, exc):
        self.exc = exc

    def __repr__(self):
        return f"raised {self.exc!r}"


def outcome(run):
    try:
        return run()
    except BaseException as exc:
        return Raised(exc)


def chain(exc, seen=()):
    """An exception as data: type, arguments, cause, context, and what is inside a group."""
    if exc is None or id(exc) in seen:
        return None
    seen = (*seen, id(exc))
    inner = [chain(e, seen) for e in exc.exceptions] if isinstance(exc, BaseExceptionGroup) else None
    args = exc.args[:1] if inner is not None else exc.args
    return (
        type(exc).__qualname__,
        repr(args),
        inner,
        chain(exc.__cause__, seen),
        chain(exc.__context__, seen),
        exc.__suppress_context__,
    )


def as_data(value, above=()):
    if any(value is v for v in above):
        return "itself"
    above = (*above, value)
    if isinstance(value, Raised):
        return ("raised", chain(value.exc))
    if isinstance(value, BaseException):
        return ("exception", chain(value))
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [as_data(v, above) for v in value])
    if isinstance(value, dict):
        return ("dict", [(as_data(k, above), as_data(v, above)) for k, v in value.items()])
    if inspect.isfunction(value):
        return ("function", value.__qualname__)  # its repr has an address
    return (type(value).__qualname__, repr(value))


def check_function(function, *args, **kwargs):
    """Run in CPython, in the machine, and in the machine with every Python function of the same file; all must agree."""
    expected = outcome(lambda: function(*copy.deepcopy(args), **copy.deepcopy(kwargs)))
    file = function.__code__.co_filename
    domains = {
        "concrete": ConcreteDomain(),
        "nested": NestedDomain(lambda f: f.__code__.co_filename == file),
    }
    for name, domain in domains.items():
        got = outcome(lambda: run_concrete(function, copy.deepcopy(args), copy.deepcopy(kwargs), domain))
        if as_data(got) != as_data(expected) and isinstance(got, Raised):
            raise AssertionError(f"{name}: {as_data(got)} is not {as_data(expected)}") from got.exc
        assert as_data(got) == as_data(expected), name
    return expected


@pytest.fixture
def check():
    return check_function


@pytest.fixture
def check_all():
    """Interpret every Python function that is called, wherever it is defined; the qualified names of what ran."""

    def run(function):
        seen = set()

        def interprets(f):
            seen.add((f.__module__, f.__qualname__))
            return True

        got = outcome(lambda: run_concrete(function, domain=NestedDomain(interprets)))
        if isinstance(got, Raised):
            raise got.exc
        assert as_data(got) == as_data(function())
        return seen

    return run


@pytest.fixture
def run_source(check):
    """Run `main()` of a source text that only some releases can compile."""

    def run(source, *args):
        scope = {"__name__": "some_module", "__builtins__": builtins}
        exec(compile(source, f"<source {hash(source)}>", "exec"), scope)
        return check(scope["main"], *args)

    return run
