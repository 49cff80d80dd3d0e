"""Generated programs: whatever they do, the machine does it too."""

import builtins

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = ["a", "b", "c", "d"]
names = st.sampled_from(NAMES)
atoms = st.one_of(
    names,
    st.sampled_from(
        ["0", "1", "2", "-3", "'s'", "''", "None", "True", "()", "[]", "{}", "(1, 2)", "[3, 4]", "{1: 2}", "log"]
    ),
)


def expressions(depth=3):
    if not depth:
        return atoms
    inner = expressions(depth - 1)
    return st.one_of(
        atoms,
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "//", "%", "|", "&"]), inner),
        st.builds(
            "({} {} {})".format, inner, st.sampled_from(["<", "==", "!=", ">=", "is", "is not", "in", "not in"]), inner
        ),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("(not {})".format, inner),
        st.builds("(-{})".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{}, *{}]".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("{{{}: {}, **{}}}".format, inner, inner, inner),
        st.builds("{}[{}]".format, names, inner),
        st.builds("{}[{}:{}]".format, names, inner, inner),
        st.builds("[{} for {} in {}]".format, inner, names, inner),
        st.builds("[{} for {} in {} if {}]".format, inner, names, inner, inner),
        st.builds("{{{}: {} for {} in {}}}".format, inner, inner, names, inner),
        st.builds("list({} for {} in {})".format, inner, names, inner),
        st.builds("(lambda {}: {})({})".format, names, inner, inner),
        st.builds("(lambda: {})()".format, inner),
        st.builds("({} := {})".format, names, inner).map(lambda text: f"[{text}][0]"),
        st.builds("f'{{{}!r:>5}}{{{}}}'".format, names, names),
        st.builds("len({})".format, inner),
        st.builds("dict(x={}, **{})".format, inner, inner),
        st.builds("max({}, *{})".format, inner, inner),
        st.builds("call({}, k={})".format, inner, inner),
    )


def indent(lines):
    return ["    " + line for line in lines]


def statements(depth, *, loop=False):
    value = expressions(2)
    simple = [
        st.builds("{} = {}".format, names, value),
        st.builds("{} {}= {}".format, names, st.sampled_from(["+", "*", "-"]), value),
        st.builds("log.append({})".format, value),
        st.builds("{}, {} = {}".format, names, names, value),
        st.builds("{}, *{} = {}".format, names, names, value),
        st.builds("del {}".format, names),
        st.builds("{}[{}] = {}".format, names, value, value),
        st.builds("assert {}, {}".format, value, value),
        st.builds("return {}".format, value),
        st.builds("raise {}({})".format, st.sampled_from(["ValueError", "KeyError", "TypeError"]), value),
        st.builds("raise ValueError({}) from KeyError({})".format, value, value),
        st.just("raise"),
        st.just("pass"),
    ]
    if loop:
        simple += [st.just("break"), st.just("continue")]
    line = st.one_of(simple).map(lambda text: [text])
    if not depth:
        return st.lists(line, min_size=1, max_size=3).map(lambda groups: [x for g in groups for x in g])
    body = statements(depth - 1, loop=loop).map(indent)
    loop_body = statements(depth - 1, loop=True).map(indent)
    function_body = statements(depth - 1).map(indent)
    caught = st.sampled_from(
        ["ValueError", "KeyError", "TypeError", "(IndexError, ValueError)", "Exception", "NameError"]
    )
    compound = st.one_of(
        st.builds(lambda c, t, e: [f"if {c}:", *t, "else:", *e], value, body, body),
        st.builds(lambda n, v, t, e: [f"for {n} in {v}:", *t, "else:", *e], names, value, loop_body, body),
        st.builds(
            lambda c, t: ["fuel = iter(range(3))", f"while next(fuel, None) is not None and {c}:", *t], value, loop_body
        ),
        st.builds(
            lambda t, c, n, h, f: ["try:", *t, f"except {c} as {n}:", *h, "finally:", *f],
            body,
            caught,
            names,
            body,
            body,
        ),
        st.builds(lambda t, c, h, e: ["try:", *t, f"except {c}:", *h, "else:", *e], body, caught, body, body),
        st.builds(lambda t, f: ["try:", *t, "finally:", *f], body, body),
        st.builds(lambda v, n, t: [f"with Manager({v}, log) as {n}:", *t], value, names, body),
        st.builds(
            lambda n, t, v: [f"def {n}(a=1, *b, k=2):", *t, f"log.append({n}({v}))"], names, function_body, value
        ),
        st.builds(
            lambda n, t: [f"def g({n}):", "    yield 1", *t, "    yield 2", "log.append([*g(3)])"],
            names,
            function_body,
        ),
        st.builds(
            lambda n, t: [f"class {n.upper()}:", *t, f"log.append({n.upper()}.__qualname__)"], names, class_bodies()
        ),
        st.builds(
            lambda v, n, m, t, e: [
                f"match {v}:",
                f"    case [{n}, *{m}] if {n}:",
                *indent(t),
                f"    case {{1: {n}, **{m}}}:",
                *indent(t),
                f"    case int() | None as {n}:",
                *indent(e),
            ],
            value,
            st.just("a"),
            st.just("b"),
            body,
            body,
        ),
    )
    group = st.one_of(line, line, compound)
    return st.lists(group, min_size=1, max_size=4).map(lambda groups: [x for g in groups for x in g])


def class_bodies():
    value = expressions(1)
    line = st.one_of(
        st.builds("{} = {}".format, names, value),
        st.builds("{}: {} = {}".format, names, value, value),
        st.builds("{} = [{} for {} in {}]".format, names, value, names, value),
        st.builds("log.append({})".format, value),
    )
    return st.lists(line, min_size=1, max_size=3).map(indent)


class Manager:
    def __init__(self, value, log):
        self.value, self.log = value, log

    def __enter__(self):
        self.log.append("enter")
        return self.value

    def __exit__(self, kind, exc, traceback):
        self.log.append(kind)
        return kind is KeyError


def call(*args, **kwargs):
    return args, kwargs


PROGRAM = """
def body(log, a, b, c):
{}

def main():
    log = []
    try:
        result = body(log, 1, [2, (3, "x")], {{1: 2}})
    except Exception as error:
        return log, error
    return log, result
"""


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(statements(2).map(indent))
def test_as_cpython(check, lines):
    source = PROGRAM.format("\n".join(lines))
    scope = {"__name__": "generated", "__builtins__": builtins, "Manager": Manager, "call": call}
    try:
        exec(compile(source, "<generated>", "exec"), scope)
    except (SyntaxError, SystemError):  # a name both bound and global, a walrus over the iteration variable ...
        return
    check(scope["main"])
