"""Classes, functions, exceptions and generators: eager, the tracer and the installed torch agree."""

import pytest
import torch
from tests.tracer.checking import check
from tests.tracer.objects import protocols, raising, subclasses, values
from tests.tracer.objects.cases import CASES

assert all(module.__doc__ for module in (protocols, raising, subclasses, values)), "each registers its cases"


@pytest.mark.filterwarnings("ignore:Dynamo detected a call to a `functools.lru_cache`")
@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.__module__.rpartition('.')[2]}-{case.__name__.removeprefix('case_')}" for case in CASES]
)
def test_agrees(case):
    check(case, torch.arange(4.0))
