"""4xx: effects on the world outside the graph, and values that cannot be handed back to it."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

PRINT = define(
    "FG401",
    "print",
    name="print",
    why="printing happens outside the graph",
    hints=(
        "remove it, or print outside the compiled function",
        "add print to torch._dynamo.config.reorderable_logging_functions: it then prints after the graph has run",
    ),
    upstream=("GB0296",),
)
LOGGING = define(
    "FG402",
    "logging",
    name="logging",
    why="logging happens outside the graph",
    hints=(
        "log outside the compiled function",
        "guard it with `if not torch.compiler.is_compiling():`",
        "add the method to torch._dynamo.config.ignore_logging_functions to drop it while compiled",
    ),
    upstream=("GB0291",),
)
HOOK = define(
    "FG403",
    "hook that cannot be kept in the graph",
    name="hook",
    why="{detail}",
    hints=("register hooks outside the compiled function", "turn on compiled autograd"),
    upstream=("GB0029", "GB0013", "GB0083", "GB0100", "GB0101", "GB7444"),
)
SETATTR = define(
    "FG404",
    "assignment to an attribute of an object that is not followed",
    name="setattr",
    why="setting `{name}` on this `{type}` cannot be replayed after the graph",
    hints=(
        "keep the state in an attribute of a plain Python object or module",
        "return the value and set it outside the compiled function",
    ),
    upstream=("GB0467", "GB0096", "GB0131", "GB0254"),
)
TENSOR_SETATTR = define(
    "FG405",
    "assignment to an attribute of a tensor",
    name="tensor-setattr",
    why="setting `{name}` on this tensor cannot be part of the graph",
    hints=("set it outside the compiled function", "make a new tensor instead"),
    upstream=("GB0058", "GB0056", "GB0220"),
)
CLASS_CHANGE = define(
    "FG406",
    "change of a class while tracing",
    name="class-change",
    why="{detail}",
    hints=("change classes outside the compiled function",),
    upstream=("GB0271", "GB4271"),
)
DELETE_ATTRIBUTE = define(
    "FG407",
    "deletion of an attribute that is not followed",
    name="delete-attribute",
    why="deleting an attribute of this object cannot be replayed after the graph",
    hints=("delete it outside the compiled function", "set it to None instead"),
    upstream=("GB0004", "GB0084"),
)
DEQUE = define(
    "FG408",
    "use of a deque that cannot be traced",
    name="deque",
    why="{detail}",
    hints=("use a list", "make the deque inside the compiled function"),
    upstream=("GB0097", "GB0258", "GB0259"),
)
PROXY_MAPPING = define(
    "FG409",
    "use of a mapping proxy that cannot be traced",
    name="proxy-mapping",
    why="the view does not show what tracing changed, or has keys that are no constants",
    hints=("use the dict itself",),
    upstream=("GB0198", "GB0199", "GB0204", "GB0203"),
)
ESCAPES = define(
    "FG410",
    "value that cannot be handed back to Python",
    name="escapes",
    why="this `{type}` was made while tracing, and there is no way to rebuild it outside the graph",
    hints=("return tensors and plain containers", "make the object outside the compiled function"),
    upstream=("GB0092", "GB0093", "GB1319"),
)
CLOSURE_ESCAPES = define(
    "FG411",
    "inner function that leaves the graph",
    name="closure-escapes",
    why="the inner function closes over values that exist only while tracing",
    hints=("return the values, and make the function outside", "pass them as arguments"),
    upstream=("GB4778", "GB9528"),
)
SELF_REFERENCE = define(
    "FG412",
    "container that contains itself",
    name="self-reference",
    why="a container that holds itself cannot be tracked or rebuilt",
    hints=("break the cycle",),
    upstream=("GB0197", "GB1297"),
)
PENDING_CHANGE = define(
    "FG413",
    "read of a module or parameter that was just changed",
    name="pending-change",
    why="the change is made only after the graph has run, and this needs it before",
    hints=("keep the new value in a local name", "split the function between change and read"),
    upstream=("GB0189", "GB0358"),
)
STORAGE_CHANGE = define(
    "FG414",
    "change of a tensor's storage or size in place",
    name="storage-change",
    why="`{name}` changes the size or the storage of a tensor in place",
    hints=("make a new tensor", "do it outside the compiled function"),
    upstream=("GB0126", "GB0127", "GB0128", "GB0072", "GB4197"),
)
OBJECT_DICT = define(
    "FG415",
    "use of `__dict__` that cannot be traced",
    name="object-dict",
    why="{detail}",
    hints=("use getattr and setattr with plain names",),
    upstream=("GB6999", "GB5849", "GB7637"),
)
WEAK_REFERENCE = define(
    "FG416",
    "object without weak references",
    name="weak-reference",
    why="the tracer must hold this `{type}` by a weak reference, and its class does not allow that",
    hints=("add `__weakref__` to its `__slots__`", "keep it outside the compiled function"),
    upstream=("GB0276", "GB0272", "GB0283"),
)
REPLAY = define(
    "FG417",
    "object whose making cannot be replayed",
    name="replay",
    why="making a `{type}` cannot be replayed after the graph has run",
    hints=("make the object outside the compiled function", "give the class a plain `__init__`"),
    upstream=("GB7502", "GB2404"),
)
RANDOM_STATE = define(
    "FG418",
    "random numbers that cannot be traced",
    name="random-state",
    why="`{name}` draws from or changes a random state in a way that cannot be part of the graph",
    hints=("use torch.rand, torch.randn and their kin", "draw outside the compiled function and pass the numbers in"),
    upstream=("GB7650", "GB0107", "GB0110", "GB0297"),
)
