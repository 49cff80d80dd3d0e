"""Executes a page's block and asks each tier what it makes of it."""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import distributed
from torch._dynamo import config as dynamo_config
from torch.utils import _triton

from fullgraph_server.engine.predict import make_analysis
from fullgraph_server.engine.settings import Settings
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.spec import parse
from fullgraph_vocab.pages import PAGES, load_page
from tests.parity import environment, places
from tests.parity.codes import code_of
from tests.parity.observation import Observation, span_key
from tests.parity.oracle import run_oracle
from tests.parity.trial import same_kind, seed

from .made import watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_vocab.pages import Block, KindExpectation

    from .made import Made

FOLDER = Path(tempfile.mkdtemp(prefix="fullgraph-pages-"))
environment.settle()
CONNECTED = type(make_analysis(FOLDER, Settings())).__name__ != "Outline"
"""Whether predictions come from the analysis; the engine's `Outline` only lists marked functions."""


@dataclass(frozen=True)
class Example:
    """A block of a page, by a name such as `FG101-1` (its page, and which block of it)."""

    name: str
    block: Block

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name.replace('-', '_')}.py"

    @property
    def expected_breaks(self) -> set[tuple[int, str]]:
        return {(e.line, e.code) for e in self.block.break_expectations}


@dataclass(frozen=True)
class Found:
    """What a tier says of an example: breaks by the block's own line, kinds by span."""

    breaks: frozenset[tuple[int, str]]
    kinds: dict[str, list[str]]
    error: str
    said: str
    """The breaks in words, for the message of a failing test."""
    made: frozenset[str] = frozenset()
    """Every kind that was made, whether or not an expression shows it; empty for predictions."""


def examples() -> list[Example]:
    """Every block that runs, of every page."""
    found = []
    for path in sorted(PAGES.glob("*/*.md")):
        runs = [block for block in load_page(path).blocks if block.not_run is None]
        found += [Example(f"{path.stem}-{index}", block) for index, block in enumerate(runs, start=1)]
    return found


def execute(example: Example) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """The block imported afresh: what is called, and with what."""
    example.path.write_text(example.block.source, encoding="utf-8")
    name = f"fullgraph_page_{example.path.stem}"
    spec = importlib.util.spec_from_file_location(name, example.path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    inputs = parse(example.block.inputs_spec)
    materializer = Materializer(inputs, module)
    args, kwargs = materializer.arguments(inputs.call)
    entry = getattr(module, example.block.entry)
    if inspect.isclass(entry):
        made, named = materializer.arguments(inputs.init) if inputs.init is not None else ((), {})
        entry = entry(*made, **named)
    seed()
    return entry, args, kwargs


@contextlib.contextmanager
def put_back() -> Iterator[None]:
    """What an example sets up for itself is gone after it: process groups, settings of torch, modules that stand in for others."""
    known, switches = set(sys.modules), dict(vars(_triton))
    with dynamo_config.patch(dynamo_config.get_config_copy()):
        yield
    if distributed.is_available() and distributed.is_initialized():
        distributed.destroy_process_group()
    vars(_triton).update(switches)
    for name in set(sys.modules) - known:
        if getattr(sys.modules[name], "__spec__", None) is None:
            del sys.modules[name]


@lru_cache(maxsize=None)
def asked_torch(example: Example) -> Found:
    with put_back(), watching() as made:
        entry, args, kwargs = execute(example)
        seen = run_oracle(entry, args, kwargs).seen
    return _found(example, seen, made)


@lru_cache(maxsize=None)
def traced(example: Example) -> Found:
    from tests.parity.ours import run_ours

    with put_back(), watching() as made:
        entry, args, kwargs = execute(example)
        seen = run_ours(entry, args, kwargs, mode=example.block.mode).seen
    return _found(example, seen, made)


@lru_cache(maxsize=None)
def predicted(example: Example) -> Found:
    """What the analysis says of the block's file, its entry being compiled; nothing is executed."""
    example.path.write_text(example.block.source, encoding="utf-8")
    root = f"{example.path.name}::{example.block.entry}"
    analysis = make_analysis(FOLDER, Settings(roots=(root,)))
    if not CONNECTED:
        raise RuntimeError("the analysis is not connected to the engine")
    path = str(example.path)
    findings = analysis.facts(path).findings
    breaks = {(f["location"]["row"], f["code"]) for f in findings if f["filename"] == path}
    kinds: dict[str, list[str]] = {}
    for fact in analysis.kinds(path):
        start, end = (fact.start["row"], fact.start["column"] - 1), (fact.end["row"], fact.end["column"] - 1)
        kinds.setdefault(span_key(places.short(path), *start, *end), []).append(fact.kind)
    said = "\n".join(f"line {f['location']['row']}: {f['code']} {f['message']}" for f in findings)
    return Found(frozenset(breaks), kinds, "", said)


def _found(example: Example, seen: Observation, made: Made) -> Found:
    file = places.short(str(example.path))
    breaks, said = set(), []
    for brk in seen.breaks:
        lines = [
            int(frame.removeprefix(f"{file}:").partition(":")[0])
            for frame in brk.frames
            if frame.startswith(f"{file}:")
        ]
        if not lines:
            continue  # a frame of torch's own, called from outside the block's code
        line = lines[-1]
        code = brk.code or code_of(brk)
        breaks.add((line, code))
        said.append(
            f"line {line}: {code} ({brk.gb} {brk.gb_type}) {brk.message.splitlines()[0] if brk.message else ''}"
        )
    return Found(frozenset(breaks), seen.kinds, seen.error, "\n".join(said) + "\n" + seen.traceback, made.names())


def kinds_at(example: Example, found: Found, expected: KindExpectation) -> list[str]:
    return found.kinds.get(span_key(places.short(str(example.path)), *example.block.locate(expected)), [])


def is_kind(expected: KindExpectation, kinds: list[str]) -> bool:
    """Any of the classes noted for the span: `for x in items` notes a list, then its iterator, in one place."""
    return any(same_kind(kind, expected.kind) or same_kind(expected.kind, kind) for kind in kinds)


TIERS = {"predict": predicted, "torch": asked_torch, "trace": traced}


def problems(example: Example, found: Found, tier: str) -> list[str]:
    """What does not hold, a line each."""
    block, predicting = example.block, tier == "predict"
    unpredictable = {(e.line, e.code) for e in block.break_expectations if predicting and e.trace_only}
    wrong = [f"the run failed: {found.error}"] if found.error and not block.break_expectations else []
    if block.break_expectations or block.kind_expectations or block.makes:
        missing, extra = example.expected_breaks - found.breaks - unpredictable, found.breaks - example.expected_breaks
        wrong += [f"line {line}: {code} is annotated and does not break" for line, code in sorted(missing)]
        wrong += [f"line {line}: breaks with {code}, which is not annotated" for line, code in sorted(extra)]
    for expected in block.kind_expectations:
        if predicting and expected.trace_only:
            continue
        kinds = kinds_at(example, found, expected)
        if not is_kind(expected, kinds):
            wrong.append(
                f"line {expected.line}: `{expected.expr}` is {' then '.join(kinds) or 'not seen'}, not {expected.kind}"
            )
    if not predicting:
        makes = [made.kind for made in block.makes if tier == "trace" or not made.ours_only]
        wrong += [f"no {kind} is made" for kind in makes if kind not in found.made]
    return wrong


torch.manual_seed(0)
