"""Argument binding against calls, over generated signatures and arguments."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullgraph_tracer.interpreter.binding import BindingError, bind_arguments

NAMES = ["alpha", "beta", "gamma", "delta", "self", "x"]


@st.composite
def signatures(draw):
    """The text of a parameter list."""
    names = draw(st.permutations(NAMES))
    counts = [draw(st.integers(0, 2)) for _ in range(3)]
    posonly = names[: counts[0]]
    plain = names[counts[0] : counts[0] + counts[1]]
    kwonly = names[counts[0] + counts[1] : sum(counts)]
    first_default = draw(st.integers(0, len(posonly) + len(plain)))
    parts = []
    for i, name in enumerate([*posonly, *plain]):
        parts.append(f"{name}={i * 100}" if i >= first_default else name)
        if i == len(posonly) - 1:
            parts.append("/")
    if draw(st.booleans()):
        parts.append("*rest")
    elif kwonly:
        parts.append("*")
    parts += [f"{name}='kw'" if draw(st.booleans()) else name for name in kwonly]
    if draw(st.booleans()):
        parts.append("**more")
    return ", ".join(parts)


@settings(max_examples=300, deadline=None)
@given(
    signatures(),
    st.lists(st.integers(), max_size=6),
    st.dictionaries(st.sampled_from([*NAMES, "alpah", "other", "rest"]), st.integers(), max_size=4),
)
def test_as_a_call(signature, args, kwargs):
    scope = {}
    exec(f"class C:\n def f({signature}):\n  return locals()", scope)
    function = scope["C"].f
    try:
        expected = function(*args, **kwargs)
    except TypeError as error:
        expected = str(error)
    try:
        got = bind_arguments(
            function.__code__,
            function.__qualname__,
            args,
            kwargs,
            defaults=function.__defaults__ or (),
            kwdefaults=function.__kwdefaults__,
            make_tuple=tuple,
            make_dict=dict,
        )
    except BindingError as error:
        got = str(error)
    assert got == expected
    if isinstance(expected, dict):
        assert list(got) == list(function.__code__.co_varnames)


def test_containers_are_made_by_the_domain():
    def f(a, *rest, **more): ...

    bound = bind_arguments(
        f.__code__, "f", [1, 2], {"k": 3}, make_tuple=lambda v: ("T", v), make_dict=lambda v: ("D", v)
    )
    assert bound == {"a": 1, "rest": ("T", [2]), "more": ("D", {"k": 3})}


def test_another_name_in_the_message():
    def f(): ...

    with pytest.raises(BindingError, match=r"^A\.f\(\) takes 0 positional arguments but 1 was given$"):
        bind_arguments(f.__code__, "A.f", [1], {}, make_tuple=tuple, make_dict=dict)
