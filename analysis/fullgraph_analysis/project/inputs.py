"""Example inputs in comments: `# fullgraph: x=f32[8, 128], n=3` above a `def`, or `# inputs: ...` beside it."""

from __future__ import annotations

import ast
import re

from fullgraph_analysis.eval.values import CERTAIN, Const, DictObj, Entries, ListObj, Tensor, Tuple, Value

_COMMENT = re.compile(r"#\s*(?:fullgraph|inputs):\s*(.+)$", re.MULTILINE)
_DTYPES = {
    "bf16": "bfloat16",
    "f16": "float16",
    "f32": "float32",
    "f64": "float64",
    "i8": "int8",
    "i16": "int16",
    "i32": "int32",
    "i64": "int64",
    "u8": "uint8",
    "bool": "bool",
    "c64": "complex64",
    "c128": "complex128",
}


def find_spec(text: str) -> str | None:
    """The spec in a piece of source, if there is one."""
    match = _COMMENT.search(text)
    if match is None or match[1].startswith("ignore"):
        return None
    return match[1].strip()


def parse_spec(spec: str) -> dict[str, Value] | None:
    """Parameter names to values; None if the spec cannot be understood."""
    try:
        tree = ast.parse(f"_({spec})", mode="eval")
    except SyntaxError:
        return None
    call = tree.body
    if not isinstance(call, ast.Call):
        return None
    return {keyword.arg: _value(keyword.value) for keyword in call.keywords if keyword.arg is not None}


def _value(node: ast.expr) -> Value:
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _DTYPES:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        sizes = tuple(
            part.value if isinstance(part, ast.Constant) and isinstance(part.value, int) else None for part in parts
        )
        return Tensor(_DTYPES[node.value.id], sizes, sure=CERTAIN, source=True)
    if isinstance(node, ast.Name) and node.id in _DTYPES:
        return Tensor(_DTYPES[node.id], (), sure=CERTAIN, source=True)
    if isinstance(node, ast.Tuple):
        return Tuple(tuple(_value(item) for item in node.elts))
    if isinstance(node, ast.List):
        return ListObj(Tuple(tuple(_value(item) for item in node.elts)))
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return DictObj(Entries(tuple((k.value, _value(v)) for k, v in pairs if isinstance(k, ast.Constant))))
    try:
        return Const(ast.literal_eval(node))
    except ValueError:
        return Tensor(None, None, sure=0)
