"""Values that the evaluator follows through wrappers, properties, handlers and look-ups by name."""

from __future__ import annotations

import pytest

from .helpers import breaks_of, facts_of


def kinds_of(source, line):
    lines = source.split("\n")
    return {
        lines[line - 1][f.span.column : f.span.end_column]: f.kind
        for f in facts_of(source).kinds
        if f.span.line == line
    }


def test_a_wrapped_forward_has_the_signature_of_the_function_under_it():
    source = """import functools
import torch
def wrap(func):
    @functools.wraps(func)
    def wrapper(self, *args, **kwargs):
        return func(self, *args, **kwargs)
    return wrapper
class M(torch.nn.Module):
    @wrap
    def forward(self, x: torch.Tensor = None):
        if x.sum() > 0:
            return x
        return x + 1
"""
    assert breaks_of(source) == [("FG101", 11)]


def test_what_a_handler_returns_does_not_count_where_nothing_raises():
    source = """import torch
def tracing():
    try:
        return torch.compiler.is_compiling()
    except Exception:
        return False
def f(x):  # inputs: x=f32[4]
    if not tracing() and x.sum() > 0:
        return x
    return x + 1
"""
    assert breaks_of(source) == []


def test_properties_are_set_through_their_setters():
    source = """class C:
    def __init__(self):
        self.size = 3
    @property
    def size(self):
        return self._size
    @size.setter
    def size(self, value):
        self._size = value
c = C()
def f(x):  # inputs: x=f32[4]
    if c.size == 3:
        return x
    print(x)
    return x
"""
    assert breaks_of(source) == []


def test_a_renaming_getattribute_is_followed():
    source = """class Config:
    names = {"width": "hidden_size"}
    def __init__(self):
        self.hidden_size = 4
    def __getattribute__(self, key):
        if key in super().__getattribute__("names"):
            key = super().__getattribute__("names")[key]
        return super().__getattribute__(key)
config = Config()
def f(x):  # inputs: x=f32[4]
    if config.width == 4:
        return x
    print(x)
    return x
"""
    assert breaks_of(source) == []


def test_a_key_of_which_the_beginning_is_known():
    source = """def f(x, name):  # inputs: x=f32[4], name=None
    options = {"x": x, "output_size": 1}
    flag = options.get(f"output_{unknown()}", False)
    if flag:
        return x
    return x + 1
"""
    assert breaks_of(source) == []


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("{'a': 1}.items()", "DictItemsVariable"),
        ("iter(range(3))", "RangeIteratorVariable"),
        ("x.max(0)", "StructSequenceVariable"),
        ("x.shape[:1]", "SizeVariable"),
        ("x.shape[:-1] + (2,)", "SizeVariable"),
        ("slice(1, 2)", "SliceVariable"),
        ("ValueError('no')", "ExceptionVariable"),
        ("torch.no_grad()", "GradModeVariable"),
        ("enumerate", "PolyfilledFunctionVariable"),
        ("x.sin", "GetAttrVariable"),
    ],
)
def test_kinds(expression, kind):
    source = f"import torch\ndef f(x):  # inputs: x=f32[4]\n    return {expression}\n"
    assert kinds_of(source, 3)[expression] == kind


def test_kinds_of_what_may_be_none():
    source = """import torch
class M(torch.nn.Module):
    def forward(self, x: torch.Tensor | None = None, flag: bool | None = None):
        return x, flag
"""
    facts = {(fact.span.column, fact.span.end_column): fact for fact in facts_of(source).kinds if fact.span.line == 4}
    assert (facts[15, 16].kind, facts[15, 16].confidence) == ("TensorVariable", "possible")
    assert facts[15, 16].python_type in ("None | torch.Tensor", "torch.Tensor | None")
    assert (facts[18, 22].kind, facts[18, 22].confidence) == ("ConstantVariable", "likely")


def test_members_that_modules_do_not_have():
    source = """import torch
class M(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        if getattr(self, "_hooks_are_there", False):
            return x
        print(x)
        return x
"""
    assert breaks_of(source) == [("FG401", 6)]


def test_the_ends_of_a_tuple_of_unknown_length_are_known():
    source = """import torch
class M(torch.nn.Module):
    def stage(self, x, more):
        height, width = x.shape[0], x.shape[1]
        outputs = (x, (height, width))
        if more:
            outputs += (x.sin(),) * x.dim()
        return outputs
    def forward(self, x: torch.Tensor, more: bool):
        outputs = self.stage(x, more)
        sizes = outputs[1]
        if sizes[-1] % 2 == 1:
            x = x + 1
        rest = outputs[1:]
        if rest[0][0] % 2 == 1:
            x = x + 1
        if outputs[0].sum() > 0:
            x = x + 1
        layers = [1, 2]
        if more:
            layers.append(x)
        layers.append(3)
        if layers[-1] > 2 and layers[0] > 2:
            x = x + 1
        return x
"""
    assert [found for found in breaks_of(source) if found[0] == "FG101"] == [("FG101", 17)]


def test_an_item_that_may_be_a_tensor_or_a_size_is_no_ground():
    source = """import torch
def f(x: torch.Tensor, n: int):
    for place in range(n):
        if (x.shape[0], x)[place] > 2:
            x = x + 1
    return x
"""
    assert breaks_of(source) == []


def test_an_argument_that_nothing_is_known_of_is_what_the_function_uses_it_as():
    """`truth` is passed second, and nothing but its use in the callee says that it is a tensor."""
    source = """import torch
class Loss(torch.nn.Module):
    def forward(self, logit, truth):
        pos = (truth > 0.5).float()
        return pos.sum().item()
class Both(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.loss = Loss()
    def forward(self, pred, truth):
        return self.loss(pred, truth)
"""
    assert breaks_of(source) == [("FG301", 5)]


def test_breaks_in_a_checkpointed_function_are_its_own():
    source = """import torch
from torch.utils.checkpoint import checkpoint
def part(x):
    return x * x.sum().item()
def f(x):  # inputs: x=f32[4]
    return checkpoint(part, x, use_reentrant=False)
"""
    assert breaks_of(source) == [("FG301", 4)]


def test_a_break_where_warnings_are_caught_cannot_be_resumed():
    source = """import warnings
def f(x):  # inputs: x=f32[4]
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        print('not reached while tracing')
    return x
"""
    assert breaks_of(source) == [("FG201", 4), ("FG410", 4)]


def test_a_number_that_numpy_drew_is_a_number_after_the_break():
    source = """import numpy as np
def f(x):  # inputs: x=f32[4]
    if np.random.rand() > 0.5:
        return x[np.random.randint(0, 3):]
    return x
"""
    assert breaks_of(source) == [("FG302", 3), ("FG302", 4)]


def test_the_tensors_of_torchs_own_layers():
    source = """import torch
from torch import nn
from torch.nn.modules import loss
class M(loss.Module):
    def __init__(self, n):
        super().__init__()
        self.kept = nn.BatchNorm2d(n)
        self.untracked = nn.BatchNorm2d(n, track_running_stats=False)
        self.plain = nn.InstanceNorm2d(n)
    def forward(self, x: torch.Tensor):
        if self.untracked.running_mean is not None or self.plain.weight is not None:
            x.item()
        return x * int(self.kept.num_batches_tracked) + int(self.kept.bias.sum())
"""
    assert breaks_of(source) == [("FG301", 13)] * 2
    source = source.replace("int(self.kept.bias.sum())", "self.kept.bias.sum()").replace("int(", "(")
    assert breaks_of(source) == []


@pytest.mark.parametrize("expression", ["(x[0:1] == 3).nonzero()", "x[..., 0:2].nonzero()", "x[:, 0].nonzero()"])
def test_slices_along_axes_are_of_tensors(expression):
    source = f"""import torch
class M(torch.nn.Module):
    def forward(self, x):
        return {expression}
"""
    assert breaks_of(source) == [("FG304", 4)]


def test_an_item_of_a_sequence_does_not_make_it_a_tensor():
    source = """import torch
class M(torch.nn.Module):
    def forward(self, xs):
        if xs[1] is not None and len(xs[0:2]) > xs[2]:
            return xs[0].view(-1)
        return xs[0]
"""
    assert breaks_of(source) == []


def test_a_context_carries_what_is_saved_to_the_backward_function():
    source = """import torch
class Leaky(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, slope):
        ctx.save_for_backward(x)
        ctx.slope = slope
        return x.clamp(min=0)
    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        if ctx.slope > 2:
            return grad[x < 0], None
        return grad * x, None
class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 4)
    def forward(self, x: torch.Tensor):
        return Leaky.apply(self.layer(x), 3)
"""
    assert breaks_of(source) == [("FG304", 12)]
    assert breaks_of(source.replace("apply(self.layer(x), 3)", "apply(self.layer(x), 1)")) == []
