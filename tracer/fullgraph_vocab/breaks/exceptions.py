"""5xx: exceptions and context managers."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

OBSERVED_EXCEPTION = define(
    "FG501",
    "exception that leaves the traced function",
    name="observed-exception",
    why="`{type}` is raised here and nothing in the compiled function catches it",
    hints=("catch it inside the compiled function", "check for the condition before the compiled function is called"),
    upstream=("GB0088", "GB0089"),
)
BAD_RAISE = define(
    "FG502",
    "raise of something that is no exception",
    name="bad-raise",
    why="what is raised is no exception that the tracer knows",
    hints=("raise an instance of an exception class",),
    upstream=("GB0057",),
)
EXCEPT_CLAUSE = define(
    "FG503",
    "except clause that cannot be decided",
    name="except-clause",
    why="whether this clause catches the exception cannot be decided while tracing",
    hints=("name plain exception classes in the clause",),
    upstream=("GB0050", "GB0051", "GB0028"),
)
EXCEPTION_ATTRIBUTE = define(
    "FG504",
    "use of an exception object that cannot be traced",
    name="exception-attribute",
    why="{detail}",
    hints=("pass what you need as arguments of the exception", "inspect the exception outside the compiled function"),
    upstream=("GB0135", "GB0095", "GB0273", "GB9625"),
)
CONTEXT_MANAGER = define(
    "FG510",
    "context manager that cannot be traced",
    name="context-manager",
    why="the tracer cannot enter a `{type}`",
    hints=(
        "enter it outside the compiled function",
        "write it as a class with `__enter__` and `__exit__` in Python",
    ),
    upstream=("GB0142",),
)
BREAK_IN_CONTEXT = define(
    "FG511",
    "graph break inside a `with` block that cannot be resumed",
    name="break-in-context",
    why="the block's context manager cannot be left and entered again around a break",
    hints=("remove the break inside the block", "narrow the block"),
    upstream=("GB0066", "GB0274"),
)
CONTEXTLIB = define(
    "FG512",
    "use of contextlib that cannot be traced",
    name="contextlib",
    why="{detail}",
    hints=("write the context manager as a class", "enter it outside the compiled function"),
    upstream=("GB0262", "GB0221", "GB0263", "GB2533"),
)
CONTEXT_ESCAPES = define(
    "FG513",
    "context manager that leaves the graph",
    name="context-escapes",
    why="a `{type}` may not be returned from the compiled function, nor be open across a break",
    hints=("open and close it within the compiled function", "open it outside"),
    upstream=("GB0212", "GB0370", "GB0279", "GB0209"),
)
