"""Where compiled code begins: `@torch.compile`, `torch.compile(f)`, a comment with inputs, settings, any `forward`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.decorators import argument
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import union
from fullgraph_analysis.eval.usage import tensors_by_use
from fullgraph_analysis.eval.values import LIKELY, NONE, ClassValue, Function, Tensor, Unknown, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.project.inputs import find_spec, parse_spec

if TYPE_CHECKING:
    from fullgraph_analysis.documents.document import Chunk, Document
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.project.modules import ModuleInfo

_COMPILED = re.compile(r"torch\.compile\(\s*(\w+)\s*[,)]")


@dataclass(slots=True, eq=False)
class Root:
    """A function to start at. `cls` is the class whose instance it is called on, for a method."""

    qualname: str
    chunk: Chunk
    cls: ClassValue | None
    explicit: bool
    spec_text: str | None = None

    @property
    def spec(self) -> dict[str, Value] | None:
        """The inputs that a comment gives, made anew each time: evaluation may change them."""
        return parse_spec(self.spec_text) if self.spec_text is not None else None


def find_roots(module: ModuleInfo, document: Document, patterns: tuple[str, ...]) -> list[Root]:
    """The roots of a file, in order."""
    compiled = set(_COMPILED.findall(document.text)) if "torch.compile" in document.text else set()
    roots: list[Root] = []
    for chunk in document.chunks:
        if chunk.kind == "function" and chunk.owner is None:
            root = _function_root(module, document, chunk, compiled, patterns)
        elif chunk.kind == "function" and chunk.name == "forward":
            root = _forward_root(module, document, chunk)
        else:
            continue
        if root is not None:
            roots.append(root)
    return roots


def _spec_of(document: Document, chunk: Chunk) -> str | None:
    """The inputs that a comment on the line above, or in the first line, gives."""
    above = document.lines.line(chunk.first - 1) if chunk.first > 1 else ""
    head = chunk.text.split(":\n", 1)[0].split("\n    ", 1)[0]
    spec = find_spec(above) or find_spec(head) or find_spec(chunk.text.split("\n", 1)[0])
    return spec if spec is not None and parse_spec(spec) is not None else None


def _function_root(
    module: ModuleInfo, document: Document, chunk: Chunk, compiled: set[str], patterns: tuple[str, ...]
) -> Root | None:
    spec = _spec_of(document, chunk)
    wanted = any(fnmatch(f"{document.path}::{chunk.name}", f"*{p}") or p == chunk.name for p in patterns)
    decorated = "compile" in chunk.text.split("def ", 1)[0]
    if not (spec is not None or chunk.name in compiled or wanted or decorated):
        return None
    value = module.find(chunk.name)
    if not isinstance(value, Function):
        return None
    if decorated and value.wrapped != "compiled" and spec is None and chunk.name not in compiled:
        return None
    return Root(chunk.name, chunk, None, explicit=True, spec_text=spec)


def _forward_root(module: ModuleInfo, document: Document, chunk: Chunk) -> Root | None:
    assert chunk.owner is not None
    cls = module.find(chunk.owner.name)
    if not isinstance(cls, ClassValue) or cls.info.own("forward") is None:
        return None
    bases = cls.info.externals()
    if not any(FACTS.is_subclass(base, "torch.nn.Module") for base in bases) and not cls.info.has_unknown_base():
        return None
    if any(base.startswith("torch.autograd.Function") for base in bases):
        return None
    return Root(f"{cls.info.qualname}.forward", chunk, cls, explicit=False, spec_text=_spec_of(document, chunk))


def root_arguments(
    ev: Evaluator, function: Function, spec: dict[str, Value] | None, *, method: bool, explicit: bool = False
) -> Args:
    """What a root is called with: what the spec says, else annotations, defaults, and how the parameters are used."""
    function = function.signature
    params = function.code.params[1:] if method else function.code.params
    tensors = tensors_by_use(function.code)
    keywords: dict[str, Value] = {}
    for param in params:
        if param.kind in ("star", "double"):
            continue
        if spec is not None and param.name in spec:
            keywords[param.name] = spec[param.name]
            continue
        if spec is not None and param.default is not None:
            keywords[param.name] = function.defaults[param.name]
            continue
        value = argument(ev, function, param)
        # what is compiled by itself is given tensors, where nothing speaks against it
        assumed = explicit and param.default is None
        if param.annotation is None and (assumed or param.name in tensors):
            guess = Tensor(None, None, sure=LIKELY, source=True)
            if isinstance(value, Unknown):
                value = guess
            elif param.name in function.defaults and function.defaults[param.name] == NONE:
                value = union([NONE, guess])
        keywords[param.name] = value
    return Args([], keywords)
