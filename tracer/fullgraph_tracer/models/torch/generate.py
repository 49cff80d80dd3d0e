"""Write the table of torch's functions, as the installed torch's Dynamo treats them, into a file named by its release.

`python -m fullgraph_tracer.models.torch.generate` is all that a new torch release needs here. Only facts are taken:
names, and which of Dynamo's rules holds for each. The tracer reads the file, and nothing of torch's own rules.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import torch
import torch._dynamo
from torch._dynamo import trace_rules
from torch._dynamo.variables import torch as torch_variables

DATA = Path(__file__).parent / "data"

RULES = {
    "TorchInGraphFunctionVariable": "in_graph",
    "SkipFunctionVariable": "skip",
    "UserFunctionVariable": "inline",
    "FunctorchHigherOrderVariable": "functorch",
    "FunctionalCallVariable": "functional_call",
    "ReparametrizeModuleCallVariable": "reparametrize",
    "SparseTensorCreationSkipVariable": "sparse_creation",
    "PyTreeGetNodeTypeFunctionVariable": "pytree_node_type",
    "PyTreeTreeIsLeafFunctionVariable": "pytree_is_leaf",
    "InspectSignatureVariable": "inspect_signature",
}


def release() -> str:
    """`2.13` of `2.13.0+cpu`."""
    return ".".join(torch.__version__.split(".")[:2])


def function_rules() -> dict[str, list[str]]:
    """Names by rule, as Dynamo spells them: `module.name`, `module.Class#name` or `torch/file.py#function`."""
    found: dict[str, set[str]] = {rule: set() for rule in RULES.values()}
    tables: list[Any] = trace_rules.torch_name_rule_map
    for table in tables:
        for name, variable in table.items():
            found[RULES[variable.__name__]].add(name)
    return {rule: sorted(names) for rule, names in found.items()}


def dotted(value: Any) -> str:
    """A name under which `value` can be looked up again."""
    candidates = [
        f"{getattr(value, '__module__', None)}.{getattr(value, '__qualname__', '')}",
        f"torch.{getattr(value, '__name__', '')}",
        f"torch._C.{getattr(value, '__name__', '')}",
        f"torch._C._functorch.{getattr(value, '__name__', '')}",
    ]
    wrapped = [f"{name}#__wrapped__" for name in candidates]
    for name in [*candidates, *wrapped]:
        if _lookup(name) is value:
            return name
    raise LookupError(f"no name leads to {value!r}")


def _lookup(name: str) -> Any:
    path, _, attribute = name.partition("#")
    module_name, _, rest = path.rpartition(".")
    while module_name:
        try:
            found: Any = importlib.import_module(module_name)
        except ImportError:
            module_name, _, head = module_name.rpartition(".")
            rest = f"{head}.{rest}"
            continue
        for part in [*rest.split("."), *([attribute] if attribute else [])]:
            found = getattr(found, part, None)
        return found
    return None


def table() -> dict[str, Any]:
    """Everything that the tracer reads."""
    states = torch_variables.tracing_state_functions()
    return {
        "torch": torch.__version__.partition("+")[0],
        "rules": function_rules(),
        "context_managers": sorted(dotted(cls) for cls in torch_variables.supported_ctx_manager_classes),
        "constant_fold": sorted(dotted(f) for f in torch_variables.constant_fold_functions),
        "constant_fold_guarded": sorted(dotted(f) for f in torch_variables.constant_fold_functions_need_guards),
        "tracing_states": {dotted(f): value for f, value in states.items()},
        "consume_unbacked": sorted(dotted(f) for f in torch_variables.ops_consuming_unbacked_scalars),
        "skipped_builtin_modules": sorted(m.__name__ for m in trace_rules.BUILTIN_SKIPLIST),
        "skipped_third_party": sorted(trace_rules.THIRDPARTY_SKIPLIST),
        "skipped_torch_modules": sorted(trace_rules.MOD_SKIPLIST),
        "inlined_torch_modules": sorted(trace_rules.MOD_INLINELIST),
        "inlined_always": sorted(trace_rules.LEGACY_MOD_INLINELIST),
        "skipped_files": ["torch/optim/lr_scheduler.py"],
        "skipped_path_prefixes": ["<frozen importlib", "<frozen abc", "<__array_function__ internals>"],
        "inlined_when_called": ["copy"],
    }


def main() -> None:
    """Write the file."""
    DATA.mkdir(exist_ok=True)
    path = DATA / f"torch-{release()}.json"
    path.write_text(json.dumps(table(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
