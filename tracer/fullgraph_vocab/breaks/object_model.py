"""7xx: Python's object model: attributes, iteration, comparison, hashing, text, classes."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

ATTRIBUTE = define(
    "FG701",
    "attribute that cannot be looked up",
    name="attribute",
    why="the attribute `{name}` of this `{type}` cannot be looked up while tracing",
    hints=("use a plain attribute or property", "look it up outside the compiled function"),
    upstream=("GB0252", "GB0256", "GB0150", "GB0217", "GB9522", "GB0190"),
)
SUPER = define(
    "FG702",
    "use of super() that cannot be traced",
    name="super",
    why="`super().{name}` leads to something that the tracer cannot call",
    hints=("call the base class's method by name", "let the base class define it in Python"),
    upstream=("GB0113", "GB0006", "GB0162", "GB0280"),
)
ITERATE = define(
    "FG703",
    "iteration over an object that cannot be iterated",
    name="iterate",
    why="the tracer cannot iterate over this `{type}`",
    hints=("iterate over a list or tuple", "turn it into a list outside the compiled function"),
    upstream=("GB0811", "GB1752", "GB4347", "GB0118", "GB0160", "GB7230", "GB6025"),
)
UNPACK = define(
    "FG704",
    "unpacking that cannot be traced",
    name="unpack",
    why="the tracer cannot unpack this `{type}` into the given names",
    hints=("unpack a list or tuple of known length",),
    upstream=("GB0063", "GB0061", "GB0062", "GB0077"),
)
SUBSCRIPT = define(
    "FG705",
    "subscript without support",
    name="subscript",
    why="the tracer cannot subscript this `{type}` with such a key",
    hints=("use a plain dict, list or tensor",),
    upstream=("GB4240", "GB5904", "GB4880", "GB8435", "GB0781", "GB7786", "GB0143"),
)
OPERATOR_SLOT = define(
    "FG706",
    "operator without support",
    name="operator-slot",
    why="`{name}` on this `{type}` is not modelled",
    hints=("write it with plain numbers, lists or tensors",),
    upstream=(
        "GB3006",
        "GB0755",
        "GB3775",
        "GB7286",
        "GB7510",
        "GB9548",
        "GB9458",
        "GB9561",
        "GB3934",
        "GB2544",
    ),
)
LENGTH = define(
    "FG707",
    "length that is not known",
    name="length",
    why="`len()` of this `{type}` cannot be traced",
    hints=("let `__len__` return a plain int", "pass the length in"),
    upstream=("GB7906", "GB6012"),
)
CONTAINS = define(
    "FG708",
    "membership that cannot be decided",
    name="contains",
    why="`in` on this `{type}` cannot be traced",
    hints=("test membership in a dict, set or list of constants",),
    upstream=("GB4411",),
)
COMPARE = define(
    "FG709",
    "comparison that cannot be decided",
    name="compare",
    why="comparing these objects cannot be traced",
    hints=("compare plain values", "define `__eq__` in Python"),
    upstream=("GB0367", "GB0023", "GB4608", "GB9648", "GB1220", "GB6215"),
)
HASH = define(
    "FG710",
    "hash that is not known",
    name="hash",
    why="the hash of this `{type}` is not known while tracing",
    hints=("key by a str or int", "define `__hash__` in Python from constants"),
    upstream=("GB0364", "GB0365", "GB0366", "GB0682", "GB0871", "GB2861", "GB4749", "GB6890"),
)
TEXT = define(
    "FG711",
    "text of an object that cannot be made",
    name="text",
    why="`str()` or `repr()` of this `{type}` cannot be traced",
    hints=("format plain values", "make the text outside the compiled function"),
    upstream=(
        "GB0005",
        "GB0184",
        "GB9198",
        "GB2483",
        "GB2852",
        "GB6053",
        "GB7968",
        "GB8315",
        "GB5380",
        "GB0459",
        "GB1275",
        "GB1584",
    ),
)
METACLASS = define(
    "FG712",
    "metaclass that cannot be traced",
    name="metaclass",
    why="the class's metaclass overrides attribute access",
    hints=("read the attribute outside the compiled function",),
    upstream=("GB5458",),
)
DESCRIPTOR = define(
    "FG713",
    "descriptor that cannot be traced",
    name="descriptor",
    why="{detail}",
    hints=("use a property written in Python", "use a plain attribute"),
    upstream=("GB9277", "GB9672", "GB0287", "GB3697", "GB3241"),
)
DATACLASS = define(
    "FG714",
    "dataclass that cannot be traced",
    name="dataclass",
    why="{detail}",
    hints=("make the object outside the compiled function", "leave `__post_init__` and validation out"),
    upstream=("GB0180", "GB0368", "GB0369", "GB3383"),
)
NAMEDTUPLE = define(
    "FG715",
    "namedtuple that cannot be traced",
    name="namedtuple",
    why="the tracer cannot make or change this namedtuple",
    hints=("define the namedtuple at module level, with constant field names",),
    upstream=("GB0201", "GB8887"),
)
ENUM = define(
    "FG716",
    "enum looked up by a value that is not known",
    name="enum",
    why="an enum member can be looked up by a constant only",
    hints=("pass the member itself",),
    upstream=("GB0054",),
)
DICT = define(
    "FG717",
    "use of a dict that cannot be traced",
    name="dict",
    why="{detail}",
    hints=("use a plain dict with constant keys",),
    upstream=("GB0196", "GB0183", "GB0278"),
)
SEQUENCE_ATTRIBUTE = define(
    "FG718",
    "unknown attribute of a range or slice",
    name="sequence-attribute",
    why="a range or slice has no attribute `{name}`; eager would fail too",
    hints=("use `start`, `stop` and `step`",),
    upstream=("GB0136", "GB0137"),
)
UNKNOWN_TYPE = define(
    "FG719",
    "object of a type that is not modelled",
    name="unknown-type",
    why="the tracer has no way to track a `{type}` here",
    hints=("keep the object outside the compiled function", "pass its tensors and numbers instead"),
    upstream=("GB0116", "GB4841", "GB0122"),
)
