"""1xx: control flow that the tracer cannot follow."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

TENSOR_BRANCH = define(
    "FG101",
    "branch on a tensor's value",
    name="tensor-branch",
    why="which way this goes depends on a tensor's data, which is not known while tracing",
    hints=(
        "select with torch.where, which computes both sides",
        "branch inside the graph with torch.cond",
        "decide on something known while tracing: a shape, a dtype, a flag",
    ),
    upstream=("GB0170",),
)
TENSOR_ASSERT = define(
    "FG102",
    "assert on a tensor's value",
    name="tensor-assert",
    why="the assertion depends on a tensor's data, and its message cannot be kept in the graph",
    hints=(
        "use torch._assert_async or torch._check",
        "give the assert a plain string as its message",
        "move the check out of the compiled function",
    ),
    upstream=("GB0034", "GB0171"),
)
LOOP_BREAK = define(
    "FG103",
    "graph break in a loop",
    name="loop-break",
    why="a break inside a `for` or `while` loop cannot be resumed, so this whole function runs in eager",
    hints=(
        "remove the break inside the loop",
        "move the body of the loop into a function of its own, which can be captured alone",
    ),
    upstream=("GB7000",),
)
OBJECT_BRANCH = define(
    "FG104",
    "branch on an object whose truth is not known",
    name="object-branch",
    why="the truth of this `{type}` is not known while tracing",
    hints=("let `__bool__` or `__len__` return a plain bool or int that does not come from a tensor's data",),
    upstream=("GB0035",),
)
SYMBOLIC_ASSERT = define(
    "FG105",
    "assertion on symbolic shapes fails",
    name="symbolic-assert",
    why="the assertion is false for the sizes that the graph stands for",
    hints=("check the shapes that the function is called with",),
    upstream=("GB0002",),
)
GENERATOR = define(
    "FG106",
    "use of a generator that the tracer cannot follow",
    name="generator",
    why="{detail}",
    hints=(
        "compile the function that consumes the generator, not the generator",
        "build a list instead of yielding",
    ),
    upstream=("GB0003", "GB0253", "GB0024", "GB0094"),
)
GENERATOR_ESCAPES = define(
    "FG107",
    "generator leaves the graph half consumed",
    name="generator-escapes",
    why="the generator changes something as it runs, so it cannot be run ahead and handed out as its items",
    hints=("consume it before the function returns or breaks", "return a list"),
    upstream=("GB8335",),
)
ENDLESS = define(
    "FG108",
    "iteration without an end in sight",
    name="endless",
    why="the tracer unrolls iteration and gave up after very many steps",
    hints=("bound the iteration, for example with itertools.islice", "make sure that the loop ends"),
    upstream=("GB2549", "GB0192"),
)
COMPREHENSION = define(
    "FG109",
    "graph break in a comprehension",
    name="comprehension",
    why="a break inside this comprehension cannot be resumed where it stands",
    hints=("write the comprehension as a loop in a function of its own", "remove the break inside it"),
    upstream=("GB5696", "GB2669", "GB6276", "GB7425", "GB9898"),
)
INSTRUCTION = define(
    "FG110",
    "Python construct without support",
    name="instruction",
    why="the tracer does not know the construct that this compiles to (`{name}`)",
    hints=("write it in another way", "move it out of the compiled function"),
    upstream=("GB0082", "GB0079", "GB6604", "GB0168", "GB0167", "GB0020", "GB0021"),
)
UNBOUND_NAME = define(
    "FG111",
    "read of a name that has no value",
    name="unbound-name",
    why="`{name}` has no value here; eager would fail too",
    hints=("assign it on every path that leads here",),
    upstream=("GB0011", "GB0010", "GB0012", "GB0076", "GB0091", "GB0354"),
)
CLASS_DEFINITION = define(
    "FG112",
    "class defined inside the traced code",
    name="class-definition",
    why="a class statement runs code that the tracer does not follow",
    hints=("define the class at module level",),
    upstream=("GB0075", "GB8977"),
)
INLINED_BREAK = define(
    "FG113",
    "graph break in a called function",
    name="inlined-break",
    why="the called function breaks the graph, so this call cannot be part of one",
    hints=("remove the break in the called function",),
    upstream=("GB0065",),
)
REQUESTED_BREAK = define(
    "FG114",
    "graph break asked for",
    name="requested-break",
    why="`{name}` asks for a break here",
    hints=("remove the call",),
    severity="information",
    upstream=("GB0025", "GB0030", "GB0269", "GB4297", "GB4636", "GB0275", "GB0284"),
)
CELL_WRITE = define(
    "FG115",
    "write to a closure variable that cannot be changed",
    name="cell-write",
    why="`{name}` is a closure variable that the tracer cannot write back",
    hints=("return the new value", "keep it in an object's attribute"),
    upstream=("GB0169",),
)
TOO_MANY_RESTARTS = define(
    "FG116",
    "tracing does not settle",
    name="too-many-restarts",
    why="torch began to trace this function anew a hundred times and gave up",
    hints=("report it to PyTorch with the function",),
    upstream=("GB0052",),
)
