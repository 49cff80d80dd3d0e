"""The messages between server and worker, and the JSON that the command line prints.

One JSON object per line, on a private descriptor. Requests carry `id`, `method`, `params`; answers carry `id` and
either `result` or `error`; notifications from the worker carry `method` and `params` and no `id`.

| method | params | result |
|---|---|---|
| `ping` | - | `Hello` |
| `trace` | `TraceParams` | `TraceResult` |
| `capture` | `TraceParams` | `TraceResult` with `torch` filled in: torch's own capture of the same function |
| `confirm` | `ConfirmParams` | `ConfirmResult`: the traces of all functions of a file, with one import |
| `compile` | `CompileParams` | `TraceResult` with `torch` and `compiled` filled in |
| `cancel` | `{"id": int}` | `{"cancelled": bool}` |
| `shutdown` | - | - |

Notifications: `ready` (`Hello`), `output` (`Output`: what user code printed), `progress` (`Progress`).
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Status = Literal["predicted", "confirmed", "refuted"]
Confidence = Literal["certain", "likely", "possible"]


class Position(TypedDict):
    """Row and column from 1; columns in characters, as ruff's."""

    row: int
    column: int


class Related(TypedDict):
    """Another place that belongs to a finding, such as the call that leads to a break in a helper."""

    filename: str
    location: Position
    end_location: NotRequired[Position]
    message: str


class Edit(TypedDict):
    """Replace what lies between two positions by `content`."""

    filename: str
    location: Position
    end_location: Position
    content: str


class Fix(TypedDict):
    """A change that removes a finding."""

    message: str
    applicability: Literal["safe", "unsafe"]
    edits: list[Edit]


class Finding(TypedDict):
    """One break (or other finding), as predicted or as traced."""

    code: str
    name: str
    message: str
    severity: str
    status: Status
    confidence: Confidence
    filename: str
    location: Position
    end_location: Position
    function: str
    upstream: list[str]
    url: str
    related: list[Related]
    fix: Fix | None
    effect: NotRequired[Literal["resume", "skip_frame"]]
    gb_type: NotRequired[str]
    hints: NotRequired[list[str]]


class GraphNode(TypedDict):
    """One FX node. `shape` and `dtype` are null where the value is no tensor."""

    name: str
    op: str
    target: str
    shape: list[int | str] | None
    dtype: str | None
    location: SpanJson | None
    module_path: str
    inputs: list[str]


class SpanJson(TypedDict):
    """A span, with its file."""

    filename: str
    location: Position
    end_location: Position


class Graph(TypedDict):
    """One captured FX graph: readable code and its nodes."""

    op_count: int
    code: str
    nodes: list[GraphNode]


class KindAt(TypedDict):
    """What the expression at a place is tracked as."""

    filename: str
    location: Position
    end_location: Position
    text: str
    kind: str
    detail: str


class GuardJson(TypedDict):
    """What must hold for a captured graph to be used again."""

    source: str
    check: str
    location: SpanJson | None


class SizeJson(TypedDict):
    """A size that varies from call to call, and what the trace makes of it.

    `symbols` are its names in graphs and kinds. `fixed` is the one number that the graph holds for, null where it holds
    for all that satisfy `conditions`; `location` is the last place that required something of it.
    """

    name: str
    places: list[str]
    symbols: list[str]
    fixed: int | None
    conditions: list[str]
    location: SpanJson | None
    message: str


class InputsJson(TypedDict):
    """The example inputs that were used: where they were found, and their spec."""

    origin: str
    spec: str


class Alternative(TypedDict):
    """Further example inputs of the same function, and what the trace with them came to."""

    inputs: InputsJson
    status: Literal["fullgraph", "breaks", "error"]
    graph_count: int
    break_count: int


class TorchVerdict(TypedDict):
    """What the installed torch itself captured for the same function and inputs."""

    version: str
    graph_count: int
    break_count: int
    agrees: bool
    differences: list[str]


class Compiled(TypedDict):
    """What compiling gained. Seconds; `speedup` is eager over compiled, medians of repeated runs after warm-up."""

    backend: str
    seconds: float
    eager_seconds: float
    compiled_seconds: float
    speedup: float
    max_abs_diff: float | None
    """Of any two numbers of the outputs; null where the outputs differ in form, which the note says."""
    note: NotRequired[str]
    """What the user should know of how it was compiled, such as another back end than the one asked for."""
    aten: NotRequired[str]
    """The ATen graphs that the back end was given, as readable code."""
    generated: NotRequired[str]
    """The code that the back end generated, where it shows any."""


class TraceResult(TypedDict):
    """What a trace found out."""

    function: str
    status: Literal["fullgraph", "breaks", "error"]
    graph_count: int
    break_count: int
    graphs: list[Graph]
    breaks: list[Finding]
    kinds: list[KindAt]
    guards: list[GuardJson]
    effects: list[str]
    inputs: InputsJson
    seconds: float
    error: NotRequired[Finding]
    alternatives: NotRequired[list[Alternative]]
    """What was traced besides `inputs`: its breaks and kinds are among the result's, its graphs are not."""
    within: NotRequired[str]
    """The function whose trace went through this one, so that it was not traced by itself: graphs, breaks and kinds
    are there; `break_count` counts those of the breaks that lie in this one."""
    sizes: NotRequired[list[SizeJson]]
    """The sizes that the spec of the inputs gives a name."""
    unexplored: NotRequired[str]
    """What a trace without data left out for want of budget, in words."""
    torch: NotRequired[TorchVerdict]
    compiled: NotRequired[Compiled]
    version: NotRequired[int]
    """Only towards an editor: the version of its document that the places are of."""


class TraceParams(TypedDict):
    """Which function to trace, with what.

    `inputs` is an input spec (see `fullgraph explain inputs`), or null to look for example inputs.
    `source` is the text in the editor where it differs from the file on disk.
    """

    file: str
    qualname: str
    inputs: str | None
    mode: Literal["concrete", "symbolic"]
    timeout: float
    source: NotRequired[str]
    roots: NotRequired[list[str]]


class CompileParams(TraceParams):
    """As for a trace, with the back end."""

    backend: str


class Hello(TypedDict):
    """Who the worker is."""

    python: str
    executable: str
    torch: str | None
    pid: int
    problem: str | None
    """Why it cannot trace (no torch, an unknown torch release ...), in words for the user; null if it can."""


class Output(TypedDict):
    """Something that user code wrote while request `id` ran."""

    id: int
    stream: Literal["stdout", "stderr"]
    text: str


class Progress(TypedDict):
    """How far request `id` is."""

    id: int
    message: str
    percentage: NotRequired[int]


class WireError(TypedDict):
    """A request that has no answer: a break code of the 9xx family and its message."""

    code: str
    message: str
    traceback: NotRequired[str]
    location: NotRequired[SpanJson]


class Prediction(TypedDict):
    """A place that a prediction is about, which a trace should come by."""

    function: str
    row: int


class ConfirmParams(TypedDict):
    """Asks for the traces of these functions of a file. Each has the time limit to itself."""

    file: str
    qualnames: list[str]
    timeout: float
    source: NotRequired[str]
    roots: NotRequired[list[str]]
    predicted: list[Prediction]
    torch: bool


class Confirmed(TypedDict):
    """The trace of one function, or why there is none."""

    qualname: str
    result: TraceResult | None
    error: NotRequired[WireError]


class ConfirmResult(TypedDict):
    """The answer to `confirm`, in the order of the question."""

    functions: list[Confirmed]
