"""`compile`: torch.compile of the user's own torch with a real back end, measured against eager."""

from __future__ import annotations

import math
import os
import shutil
import statistics
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

import torch
import torch._dynamo
from torch._inductor import config as inductor_config
from torch.utils import _pytree as pytree

from fullgraph_tracer.worker.backends import Recorder
from fullgraph_tracer.worker.errors import BackendFailed, RaisedInUserCode
from fullgraph_tracer.worker.execute import Reporter, seed_all
from fullgraph_tracer.worker.handlers.capture import capture_prepared
from fullgraph_tracer.worker.handlers.prepare import Prepared
from fullgraph_tracer.worker.load import place_of, user_traceback

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.worker.inputs.find import Example
    from fullgraph_vocab.wire import Compiled, TraceResult

_WARM_UP = 3
_LEAST_RUNS = 5
_MOST_RUNS = 200
_MEASURE_SECONDS = 1.0
_FALLBACK = "aot_eager"
_APART = "eager and the compiled function differ in the form of their outputs, or in what is no finite number"


def compile_(params: dict[str, Any], reporter: Reporter) -> TraceResult:
    """Trace, capture, compile, run both ways, and compare time and outputs."""
    prepared = Prepared(params)
    result = capture_prepared(prepared, params, reporter)
    if prepared.example().on_meta:
        raise BackendFailed("the module is too large to be made for real here, so there is nothing to measure")
    backend, note = choose_backend(str(params.get("backend") or "inductor"), prepared.example())
    result["compiled"] = _compiled(prepared, backend, note, reporter)
    return result


def choose_backend(wanted: str, example: Example) -> tuple[str, str | None]:
    """The back end that can be used here, and a word for the user if it is not the one asked for."""
    known = torch._dynamo.list_backends(exclude_tags=())  # noqa: SLF001 - the public list leaves out the debugging ones
    if wanted not in known:
        raise BackendFailed(f"torch {torch.__version__} has no back end `{wanted}`: it has {', '.join(sorted(known))}")
    tensors = (leaf for leaf in pytree.tree_leaves((example.args, example.kwargs)) if isinstance(leaf, torch.Tensor))
    on_cpu = all(tensor.device.type == "cpu" for tensor in tensors)
    if wanted == "inductor" and on_cpu and (missing := _missing_compiler()) is not None:
        return _FALLBACK, f"inductor needs a C++ compiler, and {missing}: compiled with {_FALLBACK} instead"
    return wanted, None


def _missing_compiler() -> str | None:
    """Why inductor finds no C++ compiler, if so: it takes those that its configuration names, which reads CXX."""
    named = os.environ.get("CXX", "cl") if sys.platform == "win32" else inductor_config.cpp.cxx
    names = [name for name in (named if isinstance(named, list | tuple) else (named,)) if name]
    if any(shutil.which(name) for name in names):
        return None
    return f"there is no {' or '.join(names)} on PATH (set CXX)" if names else "CXX names none"


def _compiled(prepared: Prepared, backend: str, note: str | None, reporter: Reporter) -> Compiled:
    torch.set_num_threads(max(1, torch.get_num_threads()))
    reporter.progress("running eager", 40)
    eager = _call(prepared)
    expected = _run_eager(eager)
    eager_seconds = _median_seconds(eager)
    reporter.progress(f"compiling with {backend}", 50)
    torch._dynamo.reset()  # noqa: SLF001 - torch._dynamo is torch's own name for it
    example = prepared.example()
    recorder = Recorder()
    compiled = torch.compile(example.function, backend=recorder.backend(backend))

    def call() -> Any:
        return compiled(*example.args, **example.kwargs)

    started = time.perf_counter()
    seed_all()
    try:
        actual = call()
    except Exception as error:
        message = f"{backend}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        raise BackendFailed(message, traceback=traceback.format_exc()) from error
    seconds = time.perf_counter() - started
    difference = max_abs_difference(expected, actual)
    texts = recorder.texts()
    reporter.progress("running the compiled function", 80)
    compiled_seconds = _median_seconds(call)
    measured: Compiled = {
        "backend": backend,
        "seconds": seconds,
        "eager_seconds": eager_seconds,
        "compiled_seconds": compiled_seconds,
        "speedup": eager_seconds / compiled_seconds,
        "max_abs_diff": difference if math.isfinite(difference) else None,
    }
    if not math.isfinite(difference):
        note = "; ".join(filter(None, (note, _APART)))
    if note is not None:
        measured["note"] = note
    if "aten" in texts:
        measured["aten"] = texts["aten"]
    if "generated" in texts:
        measured["generated"] = texts["generated"]
    return measured


def _call(prepared: Prepared) -> Callable[[], Any]:
    example = prepared.example()
    return lambda: example.function(*example.args, **example.kwargs)


def _run_eager(call: Callable[[], Any]) -> Any:
    seed_all()
    try:
        return call()
    except Exception as error:
        message = f"in eager, {type(error).__name__}: {error}"
        raise RaisedInUserCode(message, traceback=user_traceback(error), place=place_of(error)) from error


def _median_seconds(call: Callable[[], Any]) -> float:
    """The median of repeated runs after warm-up: at least five, for about a second."""
    for _ in range(_WARM_UP):
        call()
    times: list[float] = []
    until = time.perf_counter() + _MEASURE_SECONDS
    while len(times) < _LEAST_RUNS or (len(times) < _MOST_RUNS and time.perf_counter() < until):
        started = time.perf_counter()
        call()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def max_abs_difference(expected: Any, actual: Any) -> float:
    """The greatest difference of any two numbers of the outputs; infinite where they cannot be compared."""
    left, right = pytree.tree_leaves(expected), pytree.tree_leaves(actual)
    if len(left) != len(right):
        return math.inf
    worst = 0.0
    for a, b in zip(left, right, strict=True):
        if not isinstance(a, torch.Tensor) or not isinstance(b, torch.Tensor):
            continue
        if a.shape != b.shape:
            return math.inf
        if a.numel():
            wide = torch.complex128 if a.is_complex() else torch.float64
            apart = (a.detach().to(wide) - b.detach().to(wide)).abs()
            same = torch.isnan(a.detach()) & torch.isnan(b.detach()) | (a.detach() == b.detach())
            # NaN on one side only compares as false with everything: it is as far apart as can be.
            worst = max(worst, float(torch.where(same, 0.0, apart).nan_to_num(nan=math.inf).max()))
    return worst
