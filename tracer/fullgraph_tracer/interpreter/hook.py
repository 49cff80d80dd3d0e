"""Seeing every Python frame that starts while a call runs for real: CPython's frame evaluation hook (PEP 523).

When Dynamo leaves a frame to CPython, the frames that it starts are captured one by one, whoever starts them: a call, a
constructor, a property, an operator, a comprehension, `map` or `sorted`. torch's extension module holds the hook of the
process; here it is given a callback of ours. Torch's own callback, and `torch.compiler.disable`, use the same hook.

Architecture invariant: torch's frame evaluation hook is touched only here.
"""

from __future__ import annotations

import contextlib
import dis
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol, cast

import torch._dynamo
from torch._C._dynamo import eval_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CellType, CodeType


class StartingFrame(Protocol):
    """What the hook shows of a frame that is about to run (or to go on, for a generator)."""

    f_code: CodeType
    f_locals: dict[str, Any]
    f_globals: dict[str, Any]
    f_builtins: dict[str, Any]
    f_lasti: int
    closure: tuple[CellType, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The frame was executed: it returns this, or raises `error`."""

    value: Any = None
    error: BaseException | None = None


Answer = Done | bool | None
"""What the session makes of a frame.

`Done`; None: CPython runs it and all later frames of its code, and the frames that they start are offered; False:
CPython runs it with everything that it starts.
"""

_Action = eval_frame._FrameAction  # noqa: SLF001 - torch's own name
_Strategy = eval_frame._FrameExecStrategy  # noqa: SLF001 - the same
_RESUME = dis.opmap["RESUME"]
_POINTS_AHEAD = sys.version_info >= (3, 13)
"""From 3.13 on a frame points at the instruction that is next, not at the last one."""
_OWN = str(Path(__file__).resolve().parents[1])


def _reply(strategy: Any, *, for_ever: bool = False, code: Any = None) -> SimpleNamespace:
    """The hook's answer in the shape that torch's extension reads."""
    return SimpleNamespace(frame_exec_strategy=strategy, apply_to_code=for_ever, guarded_code=code, skip_reason=None)


_RUN_IT = _reply(_Strategy(_Action.SKIP, _Action.DEFAULT))
_RUN_ALL = _reply(_Strategy(_Action.SKIP, _Action.SKIP))
_RUN_IT_FOR_EVER = _reply(_Strategy(_Action.SKIP, _Action.DEFAULT), for_ever=True)
_REPLACED = _Strategy(_Action.DEFAULT, _Action.DEFAULT)


def _give() -> Any:
    return (0).pop()  # type: ignore[attr-defined]  # the constant is replaced by a list


def _raise() -> Any:
    raise (0).pop()  # type: ignore[attr-defined]  # the constant is replaced by a list


@lru_cache(maxsize=1024)
def _first_instruction(code: CodeType) -> int:
    """Where the program's own instructions begin, in code units: a generator that nobody entered stands before them."""
    return code.co_code[::2].index(_RESUME)


def _has_begun(frame: StartingFrame) -> bool:
    """Whether it is a generator's frame that goes on."""
    return frame.f_lasti - _POINTS_AHEAD >= _first_instruction(frame.f_code)


class _NoGuards:
    """The guards of a replaced frame: they never hold, so that each frame is offered."""

    root = None
    diff_guard_root = None
    cache_entry: Any = None
    extra_state: Any = None


def _is_own(frame: StartingFrame) -> bool:
    """Whether a frame without a file belongs to a dataclass of ours."""
    return str(frame.f_globals.get("__name__", "")).startswith("fullgraph_")


class FrameHook:
    """Offers frames to `offer` while it is on. It is off while `offer` itself runs."""

    def __init__(self, offer: Callable[[StartingFrame], Answer]) -> None:
        self._offer = offer
        self._results: list[Any] = []
        self._replies: dict[tuple[CodeType, bool], SimpleNamespace] = {}
        self._left: dict[int, CodeType] = {}
        """By identity, the code that torch's extension was told to leave alone."""

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Offer the frames that start within the block, in this thread."""
        before = eval_frame.set_eval_frame(cast("Any", self._callback))
        try:
            yield
        finally:
            eval_frame.set_eval_frame(before)

    @contextlib.contextmanager
    def remembered(self) -> Iterator[None]:
        """Around everything: what torch's extension keeps with the code objects is dropped before and at the end.

        Before, since a code that `torch.compile` gave up is never offered; what it compiled in this process compiles
        anew. What `torch.compile` changes of torch in a process (distributions check no arguments, some optimizers'
        kernels are left alone) is changed here too: it decides what is traced.
        """
        torch._dynamo.eval_frame.TorchPatcher.patch()  # noqa: SLF001 - once a process, as by `torch.compile`
        torch._dynamo.reset_code_caches()  # noqa: SLF001 - the name is public by use
        try:
            yield
        finally:
            for code in (*{code for code, _ in self._replies}, *self._left.values()):
                eval_frame.reset_code(code)
            self._replies.clear()
            self._left.clear()

    def _callback(self, frame: StartingFrame, _entry: object, _state: object) -> SimpleNamespace:
        code = frame.f_code
        if code.co_filename.startswith(_OWN) or (code.co_filename == "<string>" and _is_own(frame)):
            return _RUN_IT_FOR_EVER
        if _has_begun(frame):
            return _RUN_IT
        answer = self._offer(frame)
        if answer is None:
            self._left[id(code)] = code
            return _RUN_IT_FOR_EVER
        if not isinstance(answer, Done):
            return _RUN_ALL
        # An exception must not leave the callback itself: torch's extension would stay switched off.
        self._results.append(answer.value if answer.error is None else answer.error)
        return self._reply_for(code, raises=answer.error is not None)

    def _reply_for(self, code: CodeType, *, raises: bool) -> SimpleNamespace:
        reply = self._replies.get((code, raises))
        if reply is None:
            template = (_raise if raises else _give).__code__
            constants = tuple(self._results if constant == 0 else constant for constant in template.co_consts)
            made = code.replace(
                co_code=template.co_code,
                co_consts=constants,
                co_names=template.co_names,
                co_stacksize=max(code.co_stacksize, template.co_stacksize),
                co_exceptiontable=b"",
                co_linetable=template.co_linetable,
            )
            guarded = SimpleNamespace(
                code=made, guard_manager=_NoGuards(), compile_id=None, trace_annotation="fullgraph"
            )
            reply = _reply(_REPLACED, code=guarded)
            self._replies[code, raises] = reply
        return reply
