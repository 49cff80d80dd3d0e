"""What the evaluator sees of the project: modules, builtins, and outside names."""

from __future__ import annotations

import builtins
import math
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import UNKNOWN, Const, External, ModuleValue, Opaque, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.project.modules import ModuleInfo
from fullgraph_analysis.project.resolution import KNOWN_PACKAGES, absolute, module_name

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.project.sources import Sources

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
    "torch.__version__": Opaque("torch.torch_version.TorchVersion"),
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
    """Modules of the workspace and of installed packages, as one file sees them: read when they are first imported."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.modules: dict[str, ModuleInfo] = {}
        self.packages: set[str] = set()
        """The `__init__.py` files that only give modules their names."""
        self.missing: set[str] = set()
        """Files that were looked for and are not there: one that appears changes what an import means."""
        self.evaluator: Evaluator | None = None

    def module_of(self, path: str) -> ModuleInfo | None:
        """The module that a file is."""
        known = self.modules.get(path)
        if known is not None:
            return known
        document = self.sources.document(path)
        if document is None or self.evaluator is None:
            self.missing.add(path)
            return None
        name, package, above, end = module_name(Path(path), self.sources.roots)
        self.packages.update(map(str, above))
        self.missing.add(str(end))
        made = ModuleInfo(name, document, self.evaluator, package=package)
        self.modules[path] = made
        return made

    def _find(self, name: str) -> Path | None:
        path, missing = self.sources.resolver.find(name)
        self.missing.update(missing)
        return path

    def builtin(self, name: str) -> Value | None:
        """A name of the builtins."""
        return External(f"builtins.{name}") if hasattr(builtins, name) else None

    def import_module(self, name: str, level: int, importer: ModuleInfo) -> Value:
        """The module of a name, for an import statement in another."""
        full = absolute(name, level, importer.name, package=importer.package)
        if full.split(".")[0] in KNOWN_PACKAGES:
            return External(full)
        path = self._find(full)
        if path is None and level == 0:
            beside = Path(importer.document.path).parent / f"{full.replace('.', '/')}.py"
            path = beside if beside.is_file() else None
            if path is None:
                self.missing.add(str(beside))
        module = self.module_of(str(path)) if path is not None else None
        return External(full) if module is None else ModuleValue(module)

    def member(self, module: Value, name: str) -> Value:
        """`module.name`."""
        if isinstance(module, ModuleValue):
            value = module.info.find(name)
            if value is not None:
                return value
            path = self._find(f"{module.info.name}.{name}") if module.info.package else None
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
