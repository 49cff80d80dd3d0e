"""What the evaluator sees of the project: modules, builtins, and outside names."""

from __future__ import annotations

import builtins
import math
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.documents.encoding import UndecodableError, read
from fullgraph_analysis.eval.values import UNKNOWN, Const, External, ModuleValue, Scalar, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.project.modules import ModuleInfo
from fullgraph_analysis.project.resolution import KNOWN_PACKAGES, Resolver, absolute, module_name

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator

_CONSTANTS: dict[str, Value] = {
    **{
        f"{module}.{name}": Const(value)
        for module in ("math", "torch", "numpy")
        for name, value in (("pi", math.pi), ("e", math.e), ("inf", math.inf), ("nan", math.nan))
    },
    "sys.maxsize": Const(2**63 - 1),
    "numpy.newaxis": Const(None),
    "typing.TYPE_CHECKING": Const(False),
    "builtins.__debug__": Const(True),
    "torch.__version__": Scalar("str"),
    "torch.version.cuda": UNKNOWN,
    "math.tau": Const(math.tau),
}
_ALIASES = {
    "torch.autograd.Variable": "torch.autograd.Variable",
    "torch.Tensor": "torch.Tensor",
    "torch._tensor.Tensor": "torch.Tensor",
    "torch.nn.parameter.Parameter": "torch.nn.Parameter",
    "torch.nn.parameter.Buffer": "torch.nn.Buffer",
    "numpy.core.numeric": "numpy",
}


class ProjectWorld:
    """Modules of the workspace and of installed packages, read when they are first imported."""

    def __init__(self, roots: tuple[Path, ...], site_packages: tuple[Path, ...]) -> None:
        self.roots = roots
        self.resolver = Resolver((*roots, *site_packages))
        self.documents: dict[str, Document] = {}
        """Open documents by path; other files are read from disk."""
        self.disk: dict[str, Document] = {}
        self.modules: dict[str, ModuleInfo] = {}
        self.evaluator: Evaluator | None = None

    def document(self, path: str) -> Document | None:
        """The open document of a path, or what is on the disk; None if that cannot be read."""
        found = self.documents.get(path) or self.disk.get(path)
        if found is None:
            try:
                found = Document(path, read(Path(path)))
            except (OSError, UndecodableError):
                return None
            self.disk[path] = found
        return found

    def module_of(self, path: str) -> ModuleInfo | None:
        """The module that a file is."""
        known = self.modules.get(path)
        if known is not None:
            return known
        document = self.document(path)
        if document is None or self.evaluator is None:
            return None
        name, package = module_name(Path(path), self.roots)
        made = ModuleInfo(name, document, self.evaluator, package=package)
        self.modules[path] = made
        return made

    def builtin(self, name: str) -> Value | None:
        """A name of the builtins."""
        return External(f"builtins.{name}") if hasattr(builtins, name) else None

    def import_module(self, name: str, level: int, importer: ModuleInfo) -> Value:
        """The module of a name, for an import statement in another."""
        full, path = self._file_of(name, level, importer)
        module = self.module_of(str(path)) if path is not None else None
        return External(full) if module is None else ModuleValue(module)

    def import_path(self, name: str, level: int, importer: ModuleInfo) -> str:
        """The file that an import statement reads; empty for outside modules."""
        _, path = self._file_of(name, level, importer)
        return str(path) if path is not None else ""

    def _file_of(self, name: str, level: int, importer: ModuleInfo) -> tuple[str, Path | None]:
        """The full name of an imported module, and its file: on the path, or beside the importer."""
        full = absolute(name, level, importer.name, package=importer.package)
        if full.split(".")[0] in KNOWN_PACKAGES:
            return full, None
        path = self.resolver.find(full)
        if path is None and level == 0:
            beside = Path(importer.document.path).parent / f"{full.replace('.', '/')}.py"
            path = beside if beside.is_file() else None
        return full, path

    def forget(self, path: str) -> None:
        """A file has changed: its module, and those that import from it, are evaluated anew."""
        gone = {path}
        while True:
            more = {other for other, module in self.modules.items() if other not in gone and module.imports & gone}
            if not more:
                break
            gone |= more
        for name in gone:
            self.modules.pop(name, None)

    def member(self, module: Value, name: str) -> Value:
        """`module.name`."""
        if isinstance(module, ModuleValue):
            value = module.info.find(name)
            if value is not None:
                return value
            path = self.resolver.find(f"{module.info.name}.{name}") if module.info.package else None
            inner = self.module_of(str(path)) if path is not None else None
            return UNKNOWN if inner is None else ModuleValue(inner)
        if isinstance(module, External):
            return self.outside(f"{module.name}.{name}")
        return UNKNOWN

    def outside(self, full: str) -> Value:
        """Something of an outside package."""
        constant = _CONSTANTS.get(full)
        if constant is not None:
            return constant
        if full.startswith("torch."):
            full = _ALIASES.get(full) or FACTS.canonical(full)
        return External(_ALIASES.get(full, full))
