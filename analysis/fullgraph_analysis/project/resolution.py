"""From module names to files: in the workspace, and in installed packages, whose source is only read."""

from __future__ import annotations

import sys
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


def module_name(path: Path, roots: tuple[Path, ...]) -> tuple[str, bool, list[Path], Path]:
    """The dotted name under which a file is imported, whether it is a package's `__init__`, and why that is so.

    That is for the `__init__.py` files above it, and the first that is not there.
    """
    package = path.name == "__init__.py"
    parts = [] if package else [path.stem]
    folder = path.parent
    found: list[Path] = []
    while (folder / "__init__.py").is_file() and folder not in roots:
        found.append(folder / "__init__.py")
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or path.parent.name, package, found, folder / "__init__.py"


class Resolver:
    """Finds the file of a module, looking in some folders in turn."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self._known: dict[str, tuple[Path | None, tuple[str, ...]]] = {}

    def find(self, name: str) -> tuple[Path | None, tuple[str, ...]]:
        """The file of a module, if there is one, and the files that would have gone before it but are not there."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._find(name)
        return known

    def forget(self) -> None:
        """Files have come or gone."""
        self._known.clear()

    def _find(self, name: str) -> tuple[Path | None, tuple[str, ...]]:
        parts = name.split(".")
        missing: list[str] = []
        for folder in self.folders:
            base = folder.joinpath(*parts)
            for candidate in (base / "__init__.py", base.with_name(f"{base.name}.py")):
                if candidate.is_file():
                    return candidate, tuple(missing)
                missing.append(str(candidate))
        return None, tuple(missing)


def absolute(name: str, level: int, importer: str, *, package: bool) -> str:
    """The absolute name of a module that is imported relative to another."""
    if level == 0:
        return name
    parts = importer.split(".")
    drop = level - 1 if package else level
    base = parts[: len(parts) - drop] if drop else parts
    return ".".join([*base, name] if name else base)
