"""From module names to files: in the workspace, and in installed packages, whose source is only read."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LEFT_ALONE = frozenset(
    [
        "PIL",
        "attr",
        "cffi",
        "cv2",
        "datasets",
        "filelock",
        "fsspec",
        "h5py",
        "huggingface_hub",
        "hypothesis",
        "jinja2",
        "lxml",
        "matplotlib",
        "networkx",
        "numba",
        "onnx",
        "onnxruntime",
        "packaging",
        "pandas",
        "pkg_resources",
        "psutil",
        "pyarrow",
        "pydantic",
        "pytest",
        "regex",
        "requests",
        "rich",
        "safetensors",
        "scipy",
        "setuptools",
        "sentencepiece",
        "six",
        "skimage",
        "sklearn",
        "sympy",
        "tabulate",
        "tensorboard",
        "tensorflow",
        "tokenizers",
        "tqdm",
        "triton",
        "typer",
        "typing_extensions",
        "urllib3",
        "xarray",
        "yaml",
    ]
)
KNOWN_PACKAGES = frozenset({"torch", "numpy"}) | frozenset(sys.stdlib_module_names) | _LEFT_ALONE
"""Packages that are known by facts, or by name only, and not by reading their source: they make no tensors."""


def module_name(path: Path, roots: tuple[Path, ...]) -> tuple[str, bool]:
    """The dotted name under which a file is imported, and whether it is a package's `__init__`."""
    package = path.name == "__init__.py"
    parts = [] if package else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder not in roots:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or path.parent.name, package


class Resolver:
    """Finds the file of a module, looking in some folders in turn."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self.find = lru_cache(maxsize=10_000)(self._find)

    def _find(self, name: str) -> Path | None:
        parts = name.split(".")
        for folder in self.folders:
            base = folder.joinpath(*parts)
            for candidate in (base / "__init__.py", base.with_suffix(".py")):
                if candidate.is_file():
                    return candidate
        return None


def absolute(name: str, level: int, importer: str, *, package: bool) -> str:
    """The absolute name of a module that is imported relative to another."""
    if level == 0:
        return name
    parts = importer.split(".")
    drop = level - 1 if package else level
    base = parts[: len(parts) - drop] if drop else parts
    return ".".join([*base, name] if name else base)
