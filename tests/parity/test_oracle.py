"""The oracle reports what torch 2.13 is known to do."""

import pytest
import torch

from tests.parity.observation import split_key
from tests.parity.oracle import run_oracle
from tests.parity.places import characters

HERE = "tests/parity/test_oracle.py"


def line_of(fn, text):
    import inspect

    lines, first = inspect.getsourcelines(fn)
    return first + next(i for i, line in enumerate(lines) if text in line)


def test_a_data_dependent_branch_is_a_jump():
    def f(x):
        if x.sum() > 0:
            return x + 1
        return x

    seen = run_oracle(f, (torch.ones(2),)).seen
    (found,) = seen.breaks
    assert (found.gb_type, found.how, found.site[:2]) == (
        "Data-dependent branching",
        "jump",
        (HERE, line_of(f, "if x")),
    )
    assert [g.targets for g in seen.graphs] == [[".sum", "operator.gt"], ["operator.add"]]


def test_a_break_in_a_loop_skips_the_frame_and_keeps_its_root_cause():
    def f(x):
        for _ in range(2):
            x = x + 1
            print("")
        return x

    seen = run_oracle(f, (torch.ones(2),)).seen
    (found,) = seen.breaks
    assert found.how == "skip_frame"
    assert found.gb_type == "Failed to trace builtin operator"
    assert "loop" in found.outer_type
    assert seen.graphs == []


def test_a_break_inside_torch_is_the_users_line():
    def f(x):
        return torch.autograd.Variable(x) * 2

    (found,) = run_oracle(f, (torch.ones(2),)).seen.breaks
    assert found.site[:2] == (HERE, line_of(f, "Variable"))


def test_kinds_have_columns_in_characters_and_lazies_resolved():
    def f(x, items):
        é = x.sin() + len(items)  # noqa: PLC2401 - two bytes, one character
        return é

    seen = run_oracle(f, (torch.ones(2), [1])).seen
    line = line_of(f, "é =")
    kinds = {split_key(k)[1:]: v[-1] for k, v in seen.kinds.items() if split_key(k)[1] == line}
    assert kinds[(line, 8, line, 9)] == "TensorVariable"
    assert kinds[(line, 12, line, 13)] == "TensorVariable"
    assert kinds[(line, 26, line, 31)] == "ListVariable"
    assert kinds[(line, 12, line, 32)] == "TensorVariable"


def test_result_equals_eager_and_errors_are_reported():
    report = run_oracle(lambda x: x * 2, (torch.ones(2),))
    assert torch.equal(report.result, torch.full((2,), 2.0))

    def f(x):
        raise ValueError("no")

    assert run_oracle(f, (torch.ones(2),)).seen.error.startswith("ValueError")


def test_hooks_are_gone_afterwards():
    from torch._dynamo import symbolic_convert

    before = symbolic_convert.InstructionTranslatorBase.step
    run_oracle(lambda x: x, (torch.ones(2),))
    assert symbolic_convert.InstructionTranslatorBase.step is before


@pytest.mark.parametrize(("column", "expected"), [(0, 0), (4, 4), (8, 8), (10, 9), (20, 19)])
def test_columns_count_characters(tmp_path, column, expected):
    path = tmp_path / "x.py"
    path.write_text("        é = x.sin() + 1\n", encoding="utf-8")
    assert characters(str(path), 1, column) == expected
