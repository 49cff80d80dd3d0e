"""CPython's own tests as programs: a case is a test method, `test_dict.DictTest.test_clear`, called once.

They are there where the interpreter came with its `test` package (Debian: `libpython3.11-testsuite`). As where torch runs
its copy of them (`torch._dynamo.test_case.CPythonTestCase`), the assertions of unittest are captured too.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import unittest
from functools import partial
from typing import TYPE_CHECKING

from .base import Builder, Built, CaseRef, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = """test_bool test_collections test_contextlib test_copy test_dataclasses test_descr test_dict test_dictviews test_enum
    test_exceptions test_float test_functools test_generators test_heapq test_int test_iter test_itertools test_list test_math
    test_operator test_patma test_raise test_set test_string test_tuple test_unpack test_weakref test_with""".split()


class CPythonSource:
    """The methods of the unittest cases of `MODULES`, those that are inherited too."""

    name = "cpython"

    def cases(self) -> list[CaseRef]:
        found = []
        for module in MODULES:
            text = inspect.getsource(importlib.import_module(f"test.{module}"))
            for case in _test_cases(module):
                for method in unittest.defaultTestLoader.getTestCaseNames(case):
                    found.append(CaseRef(f"{module}.{case.__name__}.{method}", module, module, digest(text, method)))
        return found

    def prepare(self) -> None:
        """`cases` has imported what the groups share."""

    def load(self, group: str) -> dict[str, Builder]:
        import torch

        torch._dynamo.config.enable_trace_unittest = True
        return {
            f"{group}.{case.__name__}.{method}": partial(_build, case, method)
            for case in _test_cases(group)
            for method in unittest.defaultTestLoader.getTestCaseNames(case)
        }

    def is_user(self, file: str) -> bool:
        return file.startswith("test/")


def _test_cases(module: str) -> Iterator[type[unittest.TestCase]]:
    """The unittest cases that a module defines, leaving out the test cases of other modules that it imports."""
    loaded = importlib.import_module(f"test.{module}")
    for value in vars(loaded).values():
        if isinstance(value, type) and issubclass(value, unittest.TestCase) and value.__module__ == loaded.__name__:
            yield value


def _build(case: type[unittest.TestCase], method: str) -> Built:
    """A method of a fresh instance, set up. What is not for this machine is skipped by unittest: it is no case then."""
    with contextlib.suppress(AttributeError):
        inspect.getmodule(case).setUpModule()  # type: ignore[union-attr] - not every module has it
    case.setUpClass()
    instance = case(method)
    instance.setUp()
    return Built(getattr(instance, method))
