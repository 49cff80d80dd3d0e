"""Which sources there are on this machine. Data that is not in the repository is given by option or environment variable.

`FULLGRAPH_PARITY_DATA` is a folder with `hf_models.json` and `paritybench_dev.jsonl`; `FULLGRAPH_PARITYBENCH` the folder
`generated/` of a checkout of pytorch-jit-paritybench (by default `generated/` in the former); `FULLGRAPH_PARITY_CASES` a
folder with cases of your own.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .cpython import CPythonSource
from .own import FolderSource, OwnSource
from .paritybench import ParityBenchSource
from .torch_nn import TorchLayersSource
from .transformers import TransformersSource

if TYPE_CHECKING:
    from .base import Source

BY_DEFAULT = ("own", "nn", "paritybench", "hf", "folder")
NAMES = (*BY_DEFAULT, "cpython")
"""The last takes hours, and is run where it is asked for."""


class Unavailable(Exception):
    """A source whose data is not here; the message says how to give it."""


def locate(name: str, *, data: Path | None = None, generated: Path | None = None, cases: Path | None = None) -> Source:
    """The source of that name; `Unavailable` where its data is missing."""
    if name == "own":
        return OwnSource()
    if name == "nn":
        return TorchLayersSource()
    if name == "folder":
        cases = cases or _from("FULLGRAPH_PARITY_CASES")
        if cases is None or not cases.is_dir():
            raise Unavailable("folder: give a folder of cases by --cases or FULLGRAPH_PARITY_CASES")
        return FolderSource(cases.resolve())
    if name == "cpython":
        if find_spec("test") is None or find_spec("test.test_dict") is None:
            raise Unavailable("cpython: this interpreter came without its own tests (Debian: libpython3.11-testsuite)")
        return CPythonSource()
    data = data or _from("FULLGRAPH_PARITY_DATA")
    if name == "hf":
        if find_spec("transformers") is None:
            raise Unavailable("hf: transformers is not installed (pip install transformers==5.8.0)")
        if data is None or not (data / "hf_models.json").exists():
            raise Unavailable("hf: give the folder with hf_models.json by --data or FULLGRAPH_PARITY_DATA")
        return TransformersSource(data / "hf_models.json")
    generated = generated or _from("FULLGRAPH_PARITYBENCH") or (data / "generated" if data else None)
    if generated is None or not generated.is_dir():
        raise Unavailable("paritybench: give its folder generated/ by --generated or FULLGRAPH_PARITYBENCH")
    listed = data / "paritybench_dev.jsonl" if data else None
    return ParityBenchSource(generated, listed if listed and listed.exists() else None)


def _from(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None
