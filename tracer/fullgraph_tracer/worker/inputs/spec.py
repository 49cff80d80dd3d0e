"""The input spec: example inputs written in one line.

    x=f32[8, 128], mask=bool[8], scale=2.0, init(d_model=128, nhead=4)

A spec is a list of arguments, positional or by name. A value is a tensor (`dtype[shape]`, with jaxtyping's short dtype
names), a Python literal, a list, tuple or dict of values, a name of the module (`torch.float16`, `CONFIG`) or a call
of one (`Config(hidden_size=32)`). `init(...)` gives the constructor's arguments. A dimension is a number, a name, or a
name with its size (`batch=32`); a name stands for the same size everywhere in the spec, and that size is dynamic.
`i64[2, 8](0, 100)` draws integers from 0 up to 100, `f32[4](0, 1)` numbers between 0 and 1; `f32[4]@cuda` is a tensor
on another device. `|` stands between alternatives.

Parsing touches neither torch nor the user's module, so that a spec that makes no sense is told apart from one that
does not fit the function.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass, field

DTYPES: dict[str, str] = {
    "f16": "float16",
    "f32": "float32",
    "f64": "float64",
    "bf16": "bfloat16",
    "f8e4m3": "float8_e4m3fn",
    "f8e5m2": "float8_e5m2",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "u8": "uint8",
    "u16": "uint16",
    "u32": "uint32",
    "u64": "uint64",
    "c64": "complex64",
    "c128": "complex128",
    "bool": "bool",
}
"""Short name -> the attribute of `torch` that is the dtype."""

OTHER_NAMES: dict[str, str] = {
    **{long: short for short, long in DTYPES.items()},
    "float": "f32", "double": "f64", "half": "f16", "long": "i64", "int": "i64", "short": "i16", "byte": "u8",
    "cfloat": "c64", "complex": "c64",
}  # fmt: skip
"""What others call these dtypes, in lower case."""

LITERAL_NAMES: dict[str, object] = {"True": True, "False": False, "None": None}

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>[rRbBuU]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
  | (?P<number>0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?)
  | (?P<name>[^\W\d]\w*)
  | (?P<open>["'])
  | (?P<op>\.\.\.|[\[\](){},=.:\-|@])
  | (?P<bad>\S)
    )""",
    re.VERBOSE,
)


class SpecError(ValueError):
    """A spec that makes no sense: what is wrong, and where in the text (columns from 0, the end exclusive)."""

    def __init__(self, message: str, text: str, column: int, end_column: int) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.column = column
        self.end_column = max(end_column, column + 1)

    def pretty(self) -> str:
        """The message, the spec, and carets under the place."""
        line_start = self.text.rfind("\n", 0, self.column) + 1
        line = self.text[line_start:].split("\n", 1)[0]
        carets = " " * (self.column - line_start) + "^" * (self.end_column - self.column)
        return f"{self.message}\n    {line}\n    {carets}"


@dataclass(frozen=True, slots=True)
class Tensor:
    """`dtype[shape]`; numbers are drawn from `low` up to, not including, `high`."""

    dtype: str
    dims: tuple[int | str, ...]
    """Sizes; a name, or `name=size`, for a dimension that is shared and dynamic."""
    low: float | None = None
    high: float | None = None
    device: str = ""
    device_at: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where the device stands in the text."""

    def __str__(self) -> str:
        drawn = "" if self.high is None else f"({self.low}, {self.high})"
        device = f"@{self.device}" if self.device else ""
        return f"{self.dtype}[{', '.join(map(str, self.dims))}]{drawn}{device}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A Python literal."""

    value: object

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, a tuple or a set of values."""

    kind: type[list[object] | tuple[object, ...] | set[object]]
    items: tuple[Value, ...]

    def __str__(self) -> str:
        inner = ", ".join(map(str, self.items))
        if self.kind is list:
            return f"[{inner}]"
        if self.kind is set:
            return f"{{{inner}}}"
        return f"({inner},)" if len(self.items) == 1 else f"({inner})"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict of values."""

    items: tuple[tuple[Value, Value], ...]

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in self.items) + "}"


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name, looked up in the module, then among builtins, then imported."""

    dotted: str
    column: int = field(compare=False)
    end_column: int = field(compare=False)

    def __str__(self) -> str:
        return self.dotted


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a dotted name."""

    function: Name
    arguments: Arguments

    def __str__(self) -> str:
        return f"{self.function}({self.arguments})"


Value = Tensor | Literal | Sequence | Mapping | Name | Call


@dataclass(frozen=True, slots=True)
class Arguments:
    """Positional and named arguments."""

    args: tuple[Value, ...] = ()
    kwargs: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return ", ".join([*map(str, self.args), *(f"{name}={value}" for name, value in self.kwargs)])


@dataclass(frozen=True, slots=True)
class Spec:
    """Arguments of the call, and of the constructor if the spec says `init(...)`."""

    call: Arguments
    init: Arguments | None
    text: str = field(compare=False)
    sizes: dict[str, int] = field(default_factory=dict, compare=False)
    """The sizes that named dimensions are given."""

    def __str__(self) -> str:
        init = [] if self.init is None else [f"init({self.init})"]
        call = [str(self.call)] if self.call.args or self.call.kwargs else []
        return ", ".join(init + call)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(text: str) -> Spec:
    """Parse a spec of one alternative, or raise `SpecError`."""
    parser = _Parser(text)
    spec = parser.spec()
    if parser.token.kind != "end":
        raise parser.error("alternatives are not possible here")
    return spec


def parse_alternatives(text: str) -> list[Spec]:
    """Parse a spec with all its alternatives, or raise `SpecError`."""
    parser = _Parser(text)
    specs = [parser.spec()]
    while parser.token.text == "|":
        bar = parser.advance()
        specs.append(parser.spec())
        if not all(spec.call.args or spec.call.kwargs or spec.init for spec in specs[-2:]):
            raise parser.error("expected an alternative on both sides of `|`", bar)
    return specs


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while match := _TOKEN.match(text, position):
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match[kind], match.start(kind), match.end(kind)))
        position = match.end()
    tokens.append(_Token("end", "", len(text), len(text)))
    return tokens


class _Parser:
    """Recursive descent; one method a rule."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0
        self.sizes: dict[str, int] = {}

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    @property
    def following(self) -> _Token:
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def error(self, message: str, token: _Token | None = None) -> SpecError:
        at = token or self.token
        return SpecError(message, self.text, at.start, at.end)

    def advance(self) -> _Token:
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def accept(self, text: str) -> bool:
        if self.token.kind == "op" and self.token.text == text:
            self.position += 1
            return True
        return False

    def expect(self, text: str, what: str) -> _Token:
        if not (self.token.kind == "op" and self.token.text == text):
            found = "the end" if self.token.kind == "end" else f"`{self.token.text}`"
            raise self.error(f"expected `{text}` {what}, found {found}")
        return self.advance()

    def spec(self) -> Spec:
        args: list[Value] = []
        kwargs: dict[str, Value] = {}
        init: Arguments | None = None
        self.sizes = {}
        while self.token.kind != "end" and self.token.text != "|":
            if self.token.text == "init" and self.following.text == "(":
                start = self.advance()
                self.advance()
                if init is not None:
                    raise self.error("`init(...)` is given twice", start)
                init = self.arguments(")")
            else:
                self.argument(args, kwargs)
            if self.token.kind != "end" and self.token.text != "|":
                self.expect(",", "between two arguments")
        return Spec(Arguments(tuple(args), tuple(kwargs.items())), init, self.text, self.sizes)

    def arguments(self, close: str) -> Arguments:
        """Up to and including `close`."""
        args: list[Value] = []
        kwargs: dict[str, Value] = {}
        while not self.accept(close):
            self.argument(args, kwargs)
            if not (self.token.kind == "op" and self.token.text == close):
                self.expect(",", f"or `{close}`")
        return Arguments(tuple(args), tuple(kwargs.items()))

    def argument(self, args: list[Value], kwargs: dict[str, Value]) -> None:
        if self.token.kind == "name" and self.following.text == "=":
            name = self.advance()
            self.advance()
            if name.text in kwargs:
                raise self.error(f"argument `{name.text}` is given twice", name)
            kwargs[name.text] = self.value()
            return
        start = self.token
        value = self.value()
        if kwargs:
            raise SpecError(
                "a positional argument after a named one", self.text, start.start, self.tokens[self.position - 1].end
            )
        args.append(value)

    def value(self) -> Value:
        token = self.token
        if token.kind == "name":
            return self.named()
        if token.kind in {"number", "string"}:
            return Literal(self.literal(self.advance()))
        if self.accept("-"):
            if self.token.kind != "number":
                raise self.error("expected a number after `-`")
            return Literal(-self.number(self.advance()))
        if self.accept("..."):
            return Literal(...)
        return self.container()

    def container(self) -> Value:
        token = self.token
        if self.accept("["):
            return Sequence(list, self.items("]")[0])
        if self.accept("("):
            items, comma = self.items(")")
            return items[0] if len(items) == 1 and not comma else Sequence(tuple, items)
        if self.accept("{"):
            return self.mapping()
        if token.kind == "end":
            raise self.error("expected a value, found the end")
        if token.kind == "open":
            raise self.error(f"this text has no closing `{token.text}`")
        raise self.error(f"expected a value such as `f32[8, 128]`, `3` or `None`, found `{token.text}`")

    def literal(self, token: _Token) -> object:
        try:
            value: object = ast.literal_eval(token.text)
        except (SyntaxError, ValueError):
            raise self.error(f"`{token.text}` is no Python literal", token) from None
        return value

    def number(self, token: _Token) -> int | float | complex:
        value = self.literal(token)
        if not isinstance(value, int | float | complex):
            raise self.error(f"`{token.text}` is no number", token)
        return value

    def items(self, close: str) -> tuple[tuple[Value, ...], bool]:
        """The items up to and including `close`, and whether a comma ended the last one."""
        items: list[Value] = []
        comma = False
        while not self.accept(close):
            items.append(self.value())
            comma = self.accept(",")
            if not comma:
                self.expect(close, "or `,`")
                break
        return tuple(items), comma

    def mapping(self) -> Mapping | Sequence:
        """A dict; a set, if no `:` follows the first value."""
        items: list[tuple[Value, Value]] = []
        while not self.accept("}"):
            key = self.value()
            if not items and self.token.text in {",", "}"}:
                rest = self.items("}")[0] if self.accept(",") else ()
                if not rest:
                    self.accept("}")
                return Sequence(set, (key, *rest))
            self.expect(":", "between key and value")
            items.append((key, self.value()))
            if not self.accept(","):
                self.expect("}", "or `,`")
                break
        return Mapping(tuple(items))

    def named(self) -> Value:
        """A tensor, `True`/`False`/`None`, a dotted name, or a call of one."""
        first = self.advance()
        if first.text in LITERAL_NAMES:
            return Literal(LITERAL_NAMES[first.text])
        if self.token.text == "[" and self.token.kind == "op":
            return self.tensor(first)
        name = self.dotted(first)
        if name.dotted in DTYPES and name.dotted != "bool":
            raise self.error(
                f"a tensor has a shape: `{name.dotted}[8, 128]`, or `{name.dotted}[]` for a single number", first
            )
        if self.accept("("):
            return Call(name, self.arguments(")"))
        return name

    def dotted(self, first: _Token) -> Name:
        parts, end = [first.text], first.end
        while self.accept("."):
            if self.token.kind != "name":
                raise self.error("expected a name after `.`")
            end = self.token.end
            parts.append(self.advance().text)
        return Name(".".join(parts), first.start, end)

    def tensor(self, dtype: _Token) -> Tensor:
        if dtype.text not in DTYPES:
            close = difflib.get_close_matches(dtype.text, DTYPES, n=1, cutoff=0.5)
            meant = OTHER_NAMES.get(dtype.text.lower()) or next(iter(close), None)
            hint = f": did you mean `{meant}`?" if meant else f"; the dtypes are {', '.join(DTYPES)}"
            raise self.error(f"`{dtype.text}` is no dtype{hint}", dtype)
        self.expect("[", "before the shape")
        dims: list[int | str] = []
        while not self.accept("]"):
            dims.append(self.dimension())
            if not self.accept(","):
                self.expect("]", "or `,` after a dimension")
                break
        low, high = self.range(dtype) if self.accept("(") else (None, None)
        start = self.following.start
        device = self.device() if self.accept("@") else ""
        return Tensor(dtype.text, tuple(dims), low, high, device, (start, self.tokens[self.position - 1].end))

    def device(self) -> str:
        """`cpu`, `cuda`, `cuda:1`, `meta` ..."""
        if self.token.kind != "name":
            raise self.error("expected a device after `@`, such as `cuda` or `cuda:1`")
        name = self.advance().text
        if self.accept(":"):
            if not self.token.text.isdigit():
                raise self.error("expected the device's number after `:`")
            name += f":{self.advance().text}"
        return name

    def dimension(self) -> int | str:
        token = self.advance()
        if token.kind == "name":
            return self.sized(token) if self.accept("=") else token.text
        if token.text == "-":
            raise self.error("a dimension cannot be negative", token)
        if token.kind == "number":
            value = self.literal(token)
            if isinstance(value, int):
                return value
        found = "the end" if token.kind == "end" else f"`{token.text}`"
        raise self.error(f"a dimension is a whole number or a name, found {found}", token)

    def sized(self, name: _Token) -> str:
        """`batch=32`: the same size wherever the name stands."""
        token = self.advance()
        if not token.text.isdigit():
            raise self.error(f"expected the size of `{name.text}`, a whole number", token)
        size = int(token.text)
        known = self.sizes.setdefault(name.text, size)
        if known != size:
            raise self.error(f"`{name.text}` is {known} already", token)
        return f"{name.text}={size}"

    def range(self, dtype: _Token) -> tuple[float, float]:
        if dtype.text[0] == "c" or dtype.text == "bool":
            raise self.error(f"only integer and float tensors take a range, not `{dtype.text}`", dtype)
        start = self.token
        kinds, what = (int, "whole numbers") if dtype.text[0] in "iu" else ((int, float), "numbers")
        bounds = self.arguments(")")
        numbers = [item.value for item in bounds.args if isinstance(item, Literal) and isinstance(item.value, kinds)]
        if bounds.kwargs or len(numbers) != len(bounds.args) or len(numbers) not in {1, 2}:
            raise self.error(f"a range is `(high)` or `(low, high)`, {what}", start)
        low, high = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
        if low >= high:
            raise self.error(f"the range from {low} to {high} is empty", start)
        return low, high
