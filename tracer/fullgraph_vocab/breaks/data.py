"""3xx: data that leaves the graph: numbers, lists, text, shapes and arrays that depend on a tensor's values."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

ITEM = define(
    "FG301",
    "tensor read as a Python number",
    name="item",
    why="the number is known only when the graph runs",
    hints=(
        "keep it a tensor: most operations take a 0-d tensor",
        "set torch._dynamo.config.capture_scalar_outputs = True to keep `.item()` in the graph as a symbol",
    ),
    upstream=("GB0124",),
)
DATA_DEPENDENT_OP = define(
    "FG302",
    "operator whose Python result depends on data",
    name="data-dependent-op",
    why="`{name}` returns a Python value that depends on a tensor's data",
    hints=("use an operation that returns a tensor", "do it outside the compiled function"),
    upstream=("GB0033",),
)
TOLIST = define(
    "FG303",
    "tensor read as a Python list",
    name="tolist",
    why="the elements are known only when the graph runs",
    hints=("keep it a tensor", "take the list outside the compiled function"),
    upstream=("GB0109",),
)
DYNAMIC_SHAPE_OP = define(
    "FG304",
    "operator whose output shape depends on data",
    name="dynamic-shape-op",
    why="how large the result of `{name}` is depends on a tensor's data",
    hints=(
        "mask with torch.where instead of selecting",
        "set torch._dynamo.config.capture_dynamic_output_shape_ops = True",
        "give the size: `torch.nonzero_static`, `num_classes=`",
    ),
    upstream=("GB0036", "GB0037", "GB0246"),
)
TENSOR_SLICE = define(
    "FG305",
    "slice bounded by a tensor",
    name="tensor-slice",
    why="a slice with a tensor as its bound has a length that depends on data",
    hints=("slice by a Python int", "mask instead of slicing", "use torch.narrow with a Python int"),
    upstream=("GB0038",),
)
TENSOR_INDEX = define(
    "FG306",
    "Python sequence indexed by a tensor",
    name="tensor-index",
    why="which element this is depends on a tensor's data",
    hints=("stack the sequence into a tensor and index that", "index by a Python int"),
    upstream=("GB0070", "GB7596", "GB0218"),
)
NUMPY_OFF = define(
    "FG307",
    "numpy while numpy tracing is off",
    name="numpy-off",
    why="numpy is switched off for tracing, or not installed",
    hints=("set torch._dynamo.config.trace_numpy = True", "install numpy"),
    upstream=("GB0105", "GB0106", "GB0231", "GB0232", "GB0293"),
)
NUMPY_UNSUPPORTED = define(
    "FG308",
    "numpy without a counterpart in torch",
    name="numpy-unsupported",
    why="`{name}` has no counterpart on tensors",
    hints=("use the torch function of the same meaning", "do it outside the compiled function"),
    upstream=("GB0294", "GB0158", "GB0157", "GB0159", "GB0185", "GB0250", "GB0290", "GB0298", "GB0300"),
)
DATA_POINTER = define(
    "FG309",
    "use of a tensor's address",
    name="data-pointer",
    why="tensors have no address while tracing",
    hints=("compare tensors with `is`, or their storages outside the compiled function",),
    upstream=("GB5976",),
)
UNBACKED_INPUT = define(
    "FG310",
    "input whose size depends on data",
    name="unbacked-input",
    why="an integer that depends on data comes in from outside the graph",
    hints=("produce it inside the compiled function", "pass a plain Python int"),
    upstream=("GB0018",),
)
NON_TENSOR_RESULT = define(
    "FG311",
    "torch function that does not return a tensor",
    name="non-tensor-result",
    why="`{name}` returns something that is no tensor, which cannot be a value of the graph",
    hints=("call it outside the compiled function",),
    upstream=("GB0208",),
)
SYMBOL_UNSUPPORTED = define(
    "FG312",
    "operation on a symbolic number without support",
    name="symbol-unsupported",
    why="{detail}",
    hints=("use plain arithmetic or torch.sym_* functions", "mark the size as static"),
    upstream=("GB0224", "GB0214", "GB0360", "GB0048", "GB2922"),
)
TENSOR_TEXT = define(
    "FG313",
    "text of a tensor",
    name="tensor-text",
    why="a tensor's text needs its data",
    hints=("format the shape or dtype instead", "print outside the compiled function"),
    upstream=("GB0569",),
)
UNKNOWN_ORDER = define(
    "FG314",
    "sort or comparison by values that are not known",
    name="unknown-order",
    why="the order depends on values that are not known while tracing",
    hints=("sort tensors with torch.sort", "sort by a key that does not come from a tensor's data"),
    upstream=("GB0207", "GB5565", "GB6622"),
)
NOT_CONSTANT = define(
    "FG315",
    "value that must be a constant and is not",
    name="not-constant",
    why="a plain Python constant is needed here, and this `{type}` is none",
    hints=("pass a plain Python value", "compute it outside the compiled function"),
    upstream=("GB0086",),
)
TENSOR_SET = define(
    "FG316",
    "set of tensors",
    name="tensor-set",
    why="a set of tensors has no stable order",
    hints=("use a dict with names as keys", "use a list"),
    upstream=("GB0222",),
)
