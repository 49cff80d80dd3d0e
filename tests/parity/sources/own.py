"""The repository's own cases: every file in `tests/parity/cases/` is a family.

A case is a function `case_NAME()` (no arguments) that returns `(fn, args)` or `(fn, args, kwargs)`, built afresh each
time. `CONFIG` in a file is what is set in `torch._dynamo.config` around each of its cases. Whoever has such files
elsewhere, about a library of their own say, gives their folder: the source `folder`.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from functools import partial
from pathlib import Path

from tests.parity import places

from .base import Builder, Built, CaseRef, digest

FOLDER = Path(__file__).parent.parent / "cases"
PREFIX = "case_"


class OwnSource:
    name = "own"

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder

    def cases(self) -> list[CaseRef]:
        found = []
        for path in sorted(self.folder.glob("*.py")):
            text = path.read_text()
            for node in ast.parse(text).body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith(PREFIX):
                    name = f"{path.stem}.{node.name.removeprefix(PREFIX)}"
                    found.append(CaseRef(name, path.stem, path.stem, digest(text, name)))
        return found

    def prepare(self) -> None:
        """Nothing is shared but torch."""

    def load(self, group: str) -> dict[str, Builder]:
        names = [ref.name for ref in self.cases() if ref.group == group]
        return {name: partial(self._build, group, name) for name in names}

    def _build(self, group: str, name: str) -> Built:
        """The module is executed afresh, so that globals that a run changed do not leak into the next one."""
        module_name = f"fullgraph_cases_{group}"
        spec = importlib.util.spec_from_file_location(module_name, self.folder / f"{group}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        made = Built(*getattr(module, PREFIX + name.partition(".")[2])())
        made.config = getattr(module, "CONFIG", {})
        return made

    def is_user(self, file: str) -> bool:
        return file.startswith("tests/parity/cases/")


class FolderSource(OwnSource):
    """Cases in a folder outside the repository; what they import counts as the user's, except torch."""

    name = "folder"

    def prepare(self) -> None:
        places.add_root(self.folder)

    def is_user(self, file: str) -> bool:
        return not places.is_torch(file)
