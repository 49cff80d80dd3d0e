"""8xx: what makes torch compile the same function again and again."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

RECOMPILE_LIMIT = define(
    "FG801",
    "recompile limit reached",
    name="recompile-limit",
    why="torch compiled this function as often as it is allowed to and now runs it in eager",
    hints=("look at TORCH_LOGS=recompiles for what changes", "mark what changes as dynamic"),
    upstream=("GB0039",),
)
SCALAR_ARGUMENT = define(
    "FG802",
    "number that is compiled into the graph",
    name="scalar-argument",
    why="`{name}` is a Python number whose value is guarded: another value compiles the function again",
    hints=("pass a 0-d tensor", "leave it if it takes few values"),
    severity="information",
)
MODULE_NUMBER = define(
    "FG803",
    "number kept on a module",
    name="module-number",
    why="`{name}` is a number on a module that is changed and read while tracing: each value compiles anew",
    hints=("register it as a buffer", "set torch._dynamo.config.allow_unspec_int_on_nn_module = True"),
    severity="information",
)
SHAPE_BRANCH = define(
    "FG804",
    "branch on a shape",
    name="shape-branch",
    why="the graph holds for one side of this test only: sizes on the other side compile anew",
    hints=("leave it if there are few cases", "write both cases with one set of operations"),
    severity="hint",
)
GROWING_CONTAINER = define(
    "FG805",
    "container that grows from call to call",
    name="growing-container",
    why="`{name}` is longer at each call, and its length is guarded: each call compiles anew",
    hints=("keep a tensor of fixed size", "append outside the compiled function"),
    severity="information",
)
FRESH_FUNCTION = define(
    "FG806",
    "function made anew for each call",
    name="fresh-function",
    why="a function passed in is guarded by its code and what it closes over: each new flag or text compiles anew",
    hints=("pass what it closes over as arguments, numbers as tensors", "keep flags and texts to few values"),
    severity="hint",
)
COMPILE_PER_CALL = define(
    "FG807",
    "torch.compile inside a function or loop",
    name="compile-per-call",
    why="compiled code is kept by the function's code and by the back end: a back end made for each call compiles anew",
    hints=("call torch.compile once, at module level or in `__init__`", "make the back end once, or give its name"),
    severity="information",
)
GLOBAL_NUMBER = define(
    "FG808",
    "global that changes between calls",
    name="global-number",
    why="the global `{name}` is guarded by its value and assigned elsewhere: each value compiles anew",
    hints=("pass it as an argument", "keep it in a tensor"),
    severity="information",
)
