"""The grammar of input specs: what it means, and where an error stands."""

import types

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fullgraph_tracer.worker.inputs.materialize import Materializer, describe
from fullgraph_tracer.worker.inputs.spec import SpecError, parse, parse_alternatives


def made(text, module=torch):
    spec = parse(text)
    materializer = Materializer(spec, module)
    init = None if spec.init is None else materializer.arguments(spec.init)
    return materializer.arguments(spec.call), init


@pytest.mark.parametrize(
    ("text", "shape", "dtype"),
    [
        ("f32[8, 128]", (8, 128), torch.float32),
        ("bf16[]", (), torch.bfloat16),
        ("bool[3,]", (3,), torch.bool),
        ("i64[2, 0]", (2, 0), torch.int64),
        ("u8[4]", (4,), torch.uint8),
        ("c64[2]", (2,), torch.complex64),
        ("f64[5]", (5,), torch.float64),
    ],
)
def test_a_tensor_has_the_dtype_and_shape_that_are_written(text, shape, dtype):
    ((value,), _), _ = made(text)
    assert (tuple(value.shape), value.dtype) == (shape, dtype)


def test_the_same_spec_gives_the_same_numbers():
    assert torch.equal(made("f32[9]")[0][0][0], made("f32[9]")[0][0][0])


def test_named_dimensions_are_shared_within_a_spec_and_differ_from_each_other():
    (x, y), _ = made("f32[b, d], f32[d, b], init(d)".replace(", init(d)", ""))[0]
    assert x.shape == y.T.shape
    assert x.shape[0] != x.shape[1]


def test_an_integer_range_is_kept():
    ((value,), _), _ = made("i64[1000](5, 9)")
    assert value.min() == 5
    assert value.max() == 8


def test_everything_that_a_value_can_be():
    (args, kwargs), init = made(
        "1, -2.5, 'a, b', None, [f32[2], 3], (1,), (4), {'k': i32[1], 2: True}, n=..., t=float16, init(d_model=16, nhead=4)"
    )
    assert args[:4] == (1, -2.5, "a, b", None)
    assert (type(args[4]), args[5], args[6], args[7][2]) == (list, (1,), 4, True)
    assert kwargs == {"n": ..., "t": torch.float16}
    assert init == ((), {"d_model": 16, "nhead": 4})


def test_names_are_found_in_the_module_among_builtins_and_by_import():
    module = types.ModuleType("user")
    module.nn = torch.nn
    (args, _), _ = made("nn.Linear(2, out_features=3), float('inf'), collections.OrderedDict()", module)
    assert args[0].weight.shape == (3, 2)
    assert args[1] == float("inf")
    assert type(args[2]).__name__ == "OrderedDict"


@pytest.mark.parametrize(
    ("text", "message", "columns"),
    [
        ("x=f23[4]", "`f23` is no dtype: did you mean `f32`?", (2, 5)),
        ("x=f32[4", "expected `]`", (7, 8)),
        ("x=f32[-1]", "a dimension cannot be negative", (6, 7)),
        ("x=f32[1.5]", "a dimension is a whole number or a name", (6, 9)),
        ("x=1, x=2", "argument `x` is given twice", (5, 6)),
        ("x=1, 2", "a positional argument after a named one", (5, 6)),
        ("x=", "expected a value, found the end", (2, 3)),
        ("x=1 y=2", "expected `,` between two arguments", (4, 5)),
        ("x=@", "expected a value such as", (2, 3)),
        ("init(1), init(2)", "`init(...)` is given twice", (9, 13)),
        ("bool[3](0, 2)", "only integer and float tensors take a range", (0, 4)),
        ("i64[3](0, 2.5)", "a range is `(high)` or `(low, high)`, whole numbers", (7, 8)),
        ("f32", "a tensor has a shape: `f32[8, 128]`", (0, 3)),
        ("Float[3]", "`Float` is no dtype: did you mean `f32`?", (0, 5)),
        ("x='a", "this text has no closing `'`", (2, 3)),
        ("f32[n=4], i64[n=5]", "`n` is 4 already", (16, 17)),
        ("i64[3](5, 2)", "the range from 5 to 2 is empty", (7, 8)),
        ("x=-'a'", "expected a number after `-`", (3, 6)),
        ("x=[1, 2", "expected `]`", (7, 8)),
    ],
)
def test_an_error_says_what_is_wrong_and_where(text, message, columns):
    with pytest.raises(SpecError) as caught:
        parse(text)
    assert message in caught.value.message
    assert (caught.value.column, caught.value.end_column) == columns
    pretty = caught.value.pretty().splitlines()
    assert pretty[-1].index("^") == pretty[-2].index(text[0]) + columns[0]


@pytest.mark.parametrize("text", ["f32[2] |", "| f32[2]", "f32[2] | | f32[3]"])
def test_an_alternative_is_not_empty(text):
    with pytest.raises(SpecError, match="on both sides of `|`") as caught:
        parse_alternatives(text)
    assert text[caught.value.column] == "|"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("x=f32[4]@tpu", "no tensor on `tpu`", "tpu"),
        ("torch.nn.Nothing(4)", "`torch.nn` has no `Nothing`", "Nothing"),
        ("nn.Linear(4)", "`nn.Linear(...)` raises TypeError", "nn.Linear"),
        ("[1, ord('xy')]", "`ord(...)` raises TypeError", "ord"),
        ("nn.ReLU.x.y", "`nn.ReLU` has no `x`", "x"),
    ],
)
def test_a_value_that_cannot_be_made_is_an_error_at_its_place(text, message, at):
    with pytest.raises(SpecError) as caught:
        made(text)
    assert message in caught.value.message
    assert text[caught.value.column : caught.value.end_column] == at


def test_a_size_holds_wherever_its_name_stands():
    (x, y), _ = made("f32[n], f32[n=5]")[0]
    assert (x.shape, y.shape) == ((5,), (5,))


def test_floats_are_drawn_from_a_range():
    ((value, other), _), _ = made("f32[1000](0, 1), bf16[10](-2, -1.5)")
    assert 0 <= value.min() < 0.1 < 0.9 < value.max() <= 1
    assert (-2 <= other).all()
    assert (other <= -1.5).all()
    assert str(parse("f32[4](0, 1)")) == "f32[4](0, 1)"


def test_a_set_is_written_as_in_python():
    assert made("{1, 'a'}, {3}, {2,}, {}")[0][0] == ({1, "a"}, {3}, {2}, {})


def test_an_unknown_name_is_an_error_at_the_name():
    with pytest.raises(SpecError, match="cannot be imported") as caught:
        made("x=nosuchthing.at.all(1)")
    assert (caught.value.column, caught.value.end_column) == (2, 20)


@given(st.text(alphabet="f32i64[](){}=,.:-' \"abxinit0123456789\n", max_size=30))
def test_any_text_is_parsed_or_refused_with_a_place_inside_it(text):
    error = None
    try:
        parse(text)
    except SpecError as refused:
        error = refused
    assert error is None or 0 <= error.column <= len(text)
    assert error is None or error.column < error.end_column


def test_what_is_described_can_be_read_again():
    (args, kwargs), _ = made("f32[2, 3], [i64[4], 1], k={'a': bool[2]}, s='x'")
    text = describe(args, kwargs)
    assert text == "f32[2, 3], [i64[4], 1], k={'a': bool[2]}, s='x'"
    assert str(parse(text)) == text
