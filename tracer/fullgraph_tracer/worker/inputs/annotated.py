"""Annotations that carry shapes: `Float[Tensor, "batch 16"]` of jaxtyping, `Annotated[Tensor, "f32[8, 16]"]`.

Read from the source, so that the annotation library need not be installed nor its objects understood.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.inputs.request import Partial, Request, from_text
from fullgraph_tracer.worker.inputs.spec import DTYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

_JAXTYPING = {
    "Float": "f32",
    "Float16": "f16",
    "Float32": "f32",
    "Float64": "f64",
    "BFloat16": "bf16",
    "Inexact": "f32",
    "Num": "f32",
    "Shaped": "f32",
    "Real": "f32",
    "Int": "i64",
    "Integer": "i64",
    "Int8": "i8",
    "Int16": "i16",
    "Int32": "i32",
    "Int64": "i64",
    "UInt8": "u8",
    "Bool": "bool",
    "Complex": "c64",
    "Complex64": "c64",
    "Complex128": "c128",
}
_SPEC = re.compile(rf"({'|'.join(DTYPES)})\[[^\[\]]*\]")
_DIMENSION = re.compile(r"[*?#_]*(?:\w+=)?(\w+)")


def look(request: Request) -> Iterator[Partial]:
    """A spec made of the annotations, if every parameter without a default has one that says its shape."""
    if not request.definitions or isinstance(request.definitions[-1], ast.ClassDef):
        return
    definition = request.definitions[-1]
    parameters = definition.args
    positional = [*parameters.posonlyargs, *parameters.args]
    if request.target.owner is not None:
        positional = positional[1:]
    required = positional[: len(positional) - len(parameters.defaults)] if parameters.defaults else positional
    keyword = [
        arg for arg, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True) if default is None
    ]
    written: list[str] = []
    for arg in [*required, *keyword]:
        text = None if arg.annotation is None else _spec_of(arg.annotation)
        if text is None:
            return
        written.append(text if arg in parameters.posonlyargs else f"{arg.arg}={text}")
    if written:
        yield from from_text(request, "annotations", ", ".join(written))


def _spec_of(annotation: ast.expr) -> str | None:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return _spec_of(ast.parse(annotation.value, mode="eval").body)
        except SyntaxError:
            return None
    if not isinstance(annotation, ast.Subscript) or not isinstance(annotation.slice, ast.Tuple):
        return None
    name = annotation.value.attr if isinstance(annotation.value, ast.Attribute) else getattr(annotation.value, "id", "")
    texts = [item.value for item in annotation.slice.elts[1:] if isinstance(item, ast.Constant)]
    shape = texts[0] if texts else None
    if not isinstance(shape, str):
        return None
    if name == "Annotated":
        return shape if _SPEC.fullmatch(shape) else None
    return _from_jaxtyping(name, shape)


def _from_jaxtyping(name: str, shape: str) -> str | None:
    dtype = _JAXTYPING.get(name)
    if dtype is None:
        return None
    dims: list[str] = []
    for word in shape.split():
        if word == "...":
            continue
        match = _DIMENSION.fullmatch(word)
        if match is None:
            return None
        dims.append(match[1])
    return f"{dtype}[{', '.join(dims)}]"
