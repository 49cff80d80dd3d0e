"""9xx: what the tool itself has to say: bad input, a failed import, a time-out, a bug of its own."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

BAD_INPUTS = define(
    "FG901",
    "example inputs that cannot be understood",
    name="bad-inputs",
    why="{detail}",
    hints=("see `fullgraph explain inputs` for how inputs are written",),
    severity="error",
)
IMPORT_FAILED = define(
    "FG902",
    "module cannot be imported",
    name="import-failed",
    why="importing the file raised {detail}",
    hints=("run `python FILE` with the same interpreter", "choose the interpreter of the project"),
    severity="error",
)
TIMEOUT = define(
    "FG903",
    "no answer in time",
    name="timeout",
    why="there was no answer within {detail}",
    hints=("give more time with `--timeout` or `fullgraph.trace.timeout`", "use smaller example inputs"),
    severity="error",
)
FUNCTION_NOT_FOUND = define(
    "FG904",
    "function not found",
    name="function-not-found",
    why="there is no function or module `{name}` in the file",
    hints=("write FILE::Class.method or FILE::function",),
    severity="error",
)
NO_INPUTS = define(
    "FG905",
    "no example inputs",
    name="no-inputs",
    why="no example inputs were found for `{name}`",
    hints=("add `# fullgraph: x=f32[8, 128]` above the function", "pass `--inputs`"),
    severity="information",
)
SYNTAX_ERROR = define(
    "FG906",
    "file does not parse",
    name="syntax-error",
    why="{detail}",
    hints=("correct the syntax",),
    severity="error",
)
UNREADABLE_FILE = define(
    "FG907",
    "file cannot be read",
    name="unreadable-file",
    why="{detail}",
    hints=("check that the path exists and is a text file in the encoding that it declares",),
    severity="error",
)
WORKER_DIED = define(
    "FG908",
    "the process that traces died",
    name="worker-died",
    why="{detail}",
    hints=("look at the log: user code may have called exit or crashed",),
    severity="error",
)
NO_INTERPRETER = define(
    "FG909",
    "no Python interpreter with torch",
    name="no-interpreter",
    why="{detail}",
    hints=("choose an interpreter that has torch: `fullgraph.interpreter` or `--interpreter`",),
    severity="error",
)
UNKNOWN_TORCH = define(
    "FG910",
    "torch release that is not known",
    name="unknown-torch",
    why="torch {detail} is installed, and this version of fullgraph is exact on 2.13 only",
    hints=("install torch 2.13", "look for a newer fullgraph"),
    severity="error",
)
TRACER_BUG = define(
    "FG911",
    "internal error",
    name="tracer-bug",
    why="fullgraph's tracer failed: {detail}",
    hints=("please report it with the function; `fullgraph trace` prints a repro",),
    severity="error",
)
EAGER_RAISED = define(
    "FG912",
    "the function itself raises",
    name="eager-raised",
    why="with these inputs the function raises without any compiling: {detail}",
    hints=("give other example inputs", "correct the function"),
    severity="error",
)
MEMORY_LIMIT = define(
    "FG913",
    "out of memory while tracing",
    name="memory-limit",
    why="tracing needed more memory than it is allowed ({detail})",
    hints=("use smaller example inputs", "raise the limit"),
    severity="error",
)
UNUSED_SUPPRESSION = define(
    "FG914",
    "suppression without effect",
    name="unused-suppression",
    why="`{name}` is suppressed here, and nothing here reports it",
    hints=("remove the comment",),
    severity="information",
)
BAD_CONFIGURATION = define(
    "FG915",
    "configuration that cannot be understood",
    name="bad-configuration",
    why="{detail}",
    hints=("see the table of settings in the documentation",),
    severity="error",
)
DISAGREEMENT = define(
    "FG916",
    "fullgraph and torch disagree",
    name="disagreement",
    why="torch's own capture of this function differs: {detail}",
    hints=("believe torch, and please report it",),
    severity="warning",
)
UNTRUSTED = define(
    "FG917",
    "workspace is not trusted",
    name="untrusted",
    why="nothing is imported or run from a workspace that is not trusted",
    hints=("trust the workspace to have predictions confirmed",),
    severity="information",
)
BAD_REQUEST = define(
    "FG918",
    "request that cannot be understood",
    name="bad-request",
    why="{detail}",
    severity="error",
)
CANCELLED = define(
    "FG919",
    "cancelled",
    name="cancelled",
    why="the request was cancelled before it had an answer",
    severity="information",
)
COMPILE_FAILED = define(
    "FG920",
    "compiling failed",
    name="compile-failed",
    why="compiling with this back end raised: {detail}",
    hints=("choose another back end with `--backend`, such as `aot_eager`", "look at the traceback"),
    severity="error",
)
ANALYSIS_BUG = define(
    "FG921",
    "internal error while predicting",
    name="analysis-bug",
    why="fullgraph's analysis of this file failed: {detail}",
    hints=("please report it with the file and the traceback; other files are not affected",),
    severity="error",
)
