"""What torch keeps beside tensors, traced by us and by torch: the same graphs, breaks, kinds and results."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import torch
from tests.parity.compare import NO_VALUE, compare
from tests.parity.oracle import run_oracle
from tests.parity.ours import run_ours
from tests.parity.same import difference
from tests.tracer.torch_objects import cases_contexts, cases_modules, cases_objects, cases_operators, cases_optimizers

from fullgraph_vocab.kinds import agrees

RELEASE = "2.13"
MODULES = (cases_contexts, cases_modules, cases_operators, cases_optimizers, cases_objects)


def cases(module: ModuleType) -> list[Any]:
    short = module.__name__.rpartition("cases_")[2]
    return [
        pytest.param(case, id=f"{short}-{name.removeprefix('case_')}")
        for name, case in vars(module).items()
        if name.startswith("case_")
    ]


def is_user(file: str) -> bool:
    return "torch_objects" in file


@pytest.fixture(autouse=True)
def grad_mode() -> Iterator[None]:
    """Decorating with `set_grad_enabled` at import, and some cases in eager, leave the mode switched."""
    with torch.enable_grad():
        yield


@pytest.mark.parametrize("case", [case for module in MODULES for case in cases(module)])
def test_agrees_with_torch(case: Any) -> None:
    def fresh() -> tuple[Any, Any]:
        torch.manual_seed(0)
        made = case()
        torch.manual_seed(1)
        return made

    fn, args = fresh()
    eager = fn(*args)
    fn, args = fresh()
    before = {name: value.clone() for name, value in fn.state_dict().items()} if isinstance(fn, torch.nn.Module) else {}
    mode = torch.is_grad_enabled()
    ours = run_ours(fn, args, {})
    assert torch.is_grad_enabled() is mode
    assert not ours.seen.error, ours.seen.traceback
    assert not difference(eager, ours.result)
    if before:
        assert not difference(before, dict(fn.state_dict())), "the trace changed the user's module"
    fn, args = fresh()
    theirs = run_oracle(fn, args, {}, kinds=True)
    if theirs.seen.error and sys.version_info >= (3, 13):
        pytest.skip(f"torch itself fails on this release: {theirs.seen.error.splitlines()[0]}")
    found = compare(ours.seen, theirs.seen, is_user=is_user, same_kind=lambda a, b: agrees(a, b, RELEASE))
    assert ours.seen.sites == theirs.seen.sites
    assert found.verdict
    assert found.targets, found.notes
    known = {key: [n for n in names if n != NO_VALUE] for key, names in theirs.seen.kinds.items()}
    wrong = {
        key: (names[-1], known[key])
        for key, names in ours.seen.kinds.items()
        if is_user(key) and known.get(key)
        if not any(agrees(names[-1], theirs_name, RELEASE) for theirs_name in known[key])
    }
    assert not wrong, wrong
