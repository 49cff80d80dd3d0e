"""Begin to record: called while the user's interpreter starts, before anything of the user's runs.

Nothing is imported until the program imports torch itself. A process that never does records nothing.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

_WATCH = "fullgraph_tracer.worker.record.watch"


class _Recorder:
    """Sees modules being loaded; watches those of the workspace from when torch is there."""

    def __init__(self, workspace: Path, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.watch: Any = None
        self.waiting: list[ModuleType] = []

    def loaded(self, module: ModuleType) -> None:
        """A module was executed from source."""
        if module.__name__ == "torch" and self.watch is None:
            self.begin()
        file = getattr(module, "__file__", None)
        if not file or not file.startswith(str(self.workspace)):
            return
        if self.watch is None:
            self.waiting.append(module)
            return
        relative = self.watch.relative(file)
        if relative is not None:
            self.watch.module(module, relative)

    def begin(self) -> None:
        """Torch is there."""
        self.watch = importlib.import_module(_WATCH).Watch(self.workspace)
        torch = sys.modules["torch"]
        nn_module = torch.nn.Module
        recorder = self

        def begun(cls: Any, /, **kwargs: Any) -> None:
            super(nn_module, cls).__init_subclass__(**kwargs)
            file = getattr(sys.modules.get(cls.__module__), "__file__", None)
            relative = recorder.watch.relative(file) if file else None
            if relative is not None:
                recorder.watch.module_class(cls, relative)

        nn_module.__init_subclass__ = classmethod(begun)
        setattr(torch, "compile", self.watch.compiling(torch.compile))  # noqa: B010 - mypy refuses the plain assignment
        self.watch.wait_for_main()
        for module in self.waiting:
            self.loaded(module)
        self.waiting.clear()
        atexit.register(self.write)
        self.watch.in_forks(self.write)

    def write(self) -> None:
        """At the end of the process: one file of its own, for `fullgraph record` to gather."""
        specs = self.watch.specs()
        if specs:
            (self.folder / f"{os.getpid()}.json").write_text(json.dumps(specs), encoding="utf-8")
        for key, error in self.watch.failed.items():
            sys.stderr.write(f"fullgraph: a bug of fullgraph: {key} could not be noted: {error}\n")


def install(workspace: str, folder: str) -> None:
    """Record into `folder` what is called in `workspace`."""
    recorder = _Recorder(Path(workspace).resolve(), Path(folder))
    original = SourceFileLoader.exec_module

    def exec_module(loader: Any, module: ModuleType) -> None:
        original(loader, module)
        recorder.loaded(module)

    setattr(SourceFileLoader, "exec_module", exec_module)  # noqa: B010 - mypy refuses the plain assignment
