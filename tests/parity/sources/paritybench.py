"""`nn.Module`s crawled from public projects: a folder `generated/` of files `test_*.py`, each with a list `TESTCASES`
of `(class, constructor arguments, forward arguments, ...)`.

Which cases run in eager is told by a jsonl file (`file`, `case_index`, `status`); without it all are tried.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import random
import sys
import types
from functools import partial
from pathlib import Path
from typing import Any

from tests.parity import places

from .base import Builder, Built, CaseRef, digest

SHARED_IMPORTS = (
    "numpy scipy scipy.sparse scipy.stats scipy.io scipy.ndimage scipy.signal pandas sklearn sklearn.metrics "
    "sklearn.model_selection sklearn.cluster matplotlib.pyplot tensorflow torchtext torchaudio"
).split()
VISION_IMPORTS = (
    "torchvision",
    "torchvision.models",
    "torchvision.transforms",
    "torchvision.datasets",
    "torchvision.ops",
)


class ParityBenchSource:
    """Case names are `FILE::INDEX::CLASS`, `FILE` without `test_` and `.py`."""

    name = "paritybench"

    def __init__(self, generated: Path, listed: Path | None = None) -> None:
        self.generated = generated
        places.add_root(generated)
        self.listed: dict[str, list[dict[str, Any]]] | None = None
        if listed is not None:
            self.listed = {}
            for line in listed.read_text().splitlines():
                entry = json.loads(line)
                if entry["status"] == "ok":
                    self.listed.setdefault(entry["file"], []).append(entry)

    def cases(self) -> list[CaseRef]:
        files = (
            sorted(self.listed) if self.listed is not None else sorted(p.name for p in self.generated.glob("test_*.py"))
        )
        return [ref for file in files for ref in self._cases_of(file)]

    def _cases_of(self, file: str) -> list[CaseRef]:
        path = self.generated / file
        if not path.exists():
            return []
        text = path.read_text()
        if self.listed is not None:
            entries = sorted((e["case_index"], e["class_name"]) for e in self.listed[file])
        else:
            entries = list(enumerate(_class_names(text)))
        stem = _stem(file)
        key = digest(text)
        return [CaseRef(f"{stem}::{i}::{n}", file, "paritybench", digest(key, str(i))) for i, n in entries]

    def prepare(self) -> None:
        from . import stand_ins
        from .torchvision_operators import declare_operators

        os.environ.setdefault("MPLBACKEND", "Agg")
        sys.setrecursionlimit(3000)
        stand_ins.install()
        declare_operators()
        for name in VISION_IMPORTS:
            importlib.import_module(name)
        stand_ins.install_torchvision_names()
        for name in SHARED_IMPORTS:
            importlib.import_module(name)
        sys.modules["_paritybench_helpers"].patch_functional()

    def load(self, group: str) -> dict[str, Builder]:
        path = self.generated / group
        module = types.ModuleType(path.stem)
        sys.modules[path.stem] = module
        module.__file__ = str(path)
        exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
        entries = {i: case for i, case in enumerate(module.TESTCASES)}
        stem = _stem(group)
        return {f"{stem}::{i}::{case[0].__name__}": partial(_build, case) for i, case in entries.items()}

    def is_user(self, file: str) -> bool:
        return file.startswith("test_") and "/" not in file


def _stem(file: str) -> str:
    return file.removeprefix("test_").removesuffix(".py")


def _class_names(text: str) -> list[str]:
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "TESTCASES" for t in node.targets):
            assert isinstance(node.value, ast.List)
            return [ast.unparse(e.elts[0]) for e in node.value.elts if isinstance(e, ast.Tuple)]
    return []


def _build(case: Any) -> Built:
    make, init, inputs = case[0], case[1], case[2]
    seed()
    args, kwargs = init()
    module = make(*args, **kwargs)
    module.eval()
    seed()
    args, kwargs = inputs()
    return Built(module, args, kwargs)


def seed() -> None:
    import numpy as np
    import torch

    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
