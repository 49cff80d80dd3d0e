"""What the evaluator works out: kinds, paths, effects of breaks."""

import pytest

from .helpers import breaks_of, facts_of, kind_of

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n"


def test_shapes_flow():
    source = "def f(x):  # inputs: x=f32[4, 8]\n    y = x.view(2, -1)\n    z = y.t() @ y\n    return z.sum(dim=0)\n"
    assert kind_of(source, "y =", 2) == ("TensorVariable", "f32[2, 16]")
    assert kind_of(source, "z =", 3) == ("TensorVariable", "f32[16, 16]")
    assert kind_of(source, "z.sum(dim=0)", 4)[1] == "f32[16, 16]"


def test_constants_fold():
    source = "def f(x):  # inputs: x=f32[4, 8]\n    n = x.shape[0] * 2\n    return x\n"
    fact = facts_of(source).kind_at(2, 4)
    assert (fact.kind, fact.value) == ("ConstantVariable", "8")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("    if n is None:\n        print(x)\n    return x\n", []),
        ("    if isinstance(x, int):\n        print(x)\n    return x\n", []),
        ("    if torch.compiler.is_compiling():\n        return x\n    print(x)\n", []),
        ("    if x.dim() == 3:\n        print(x)\n    return x\n", []),
        ("    if n == 3:\n        print(x)\n    return x\n", [("FG401", 7)]),
        ("    for i in range(2):\n        if i == 5:\n            print(x)\n    return x\n", []),
        ("    while n > 3:\n        print(x)\n    return x\n", []),
        ("    if not torch.jit.is_scripting():\n        return x\n    print(x)\n", []),
    ],
)
def test_dead_branches(body, expected):
    assert breaks_of(HEAD + "def f(x, n):  # inputs: x=f32[4, 8], n=3\n" + body) == expected


def test_a_break_in_a_loop_gives_up_the_frame():
    source = "def f(x):  # inputs: x=f32[4]\n    for i in range(2):\n        print(i)\n    print(x)\n    return x\n"
    facts = facts_of(source)
    assert [(f.span.line, f.effect) for f in facts.findings] == [(3, "skip_frame")]


def test_a_break_in_straight_code_resumes():
    source = "def f(x):  # inputs: x=f32[4]\n    print(1)\n    print(2)\n    return x\n"
    assert [(f.span.line, f.effect) for f in facts_of(source).findings] == [(2, "resume"), (3, "resume")]


def test_a_break_in_try_gives_up_the_rest():
    source = "def f(x):  # inputs: x=f32[4]\n    try:\n        print(1)\n    finally:\n        x = x + 1\n    print(2)\n    return x\n"
    assert [(f.span.line, f.effect) for f in facts_of(source).findings] == [(3, "skip_frame")]


def test_no_grad_is_resumed_in():
    source = (
        HEAD
        + "def f(x):  # inputs: x=f32[4]\n    with torch.no_grad():\n        print(1)\n    print(2)\n    return x\n"
    )
    assert breaks_of(source) == [("FG401", 7), ("FG401", 8)]


def test_a_callees_break_is_shown_at_its_cause_with_the_call():
    source = "def g(x):\n    print(x)\n    return x\n\ndef f(x):  # inputs: x=f32[4]\n    return g(x)\n"
    (finding,) = facts_of(source).findings
    assert finding.span.line == 2
    assert finding.function == "g"
    assert [related.span.line for related in finding.related] == [6]


def test_a_callees_break_in_the_callers_loop_gives_up_the_caller():
    source = "def g(x):\n    print(x)\n    return x\n\ndef f(x):  # inputs: x=f32[4]\n    for i in range(2):\n        x = g(x)\n    print(3)\n    return x\n"
    assert breaks_of(source) == [("FG401", 2)]


MODULE = (
    HEAD
    + """class Block(nn.Module):
    def __init__(self, width, noisy=False):
        super().__init__()
        self.linear = nn.Linear(width, width * 2)
        self.noisy = noisy

    def forward(self, x):
        if self.noisy:
            print(x)
        return self.linear(x)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(4), Block(8)])
        self.scale = 2

    # fullgraph: x=f32[3, 4]
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        y = x * self.scale
        return y
"""
)


def test_modules_through_their_constructor():
    assert breaks_of(MODULE) == []
    assert kind_of(MODULE, "y = x", 27) == ("TensorVariable", "f32[3, 16]")
    assert kind_of(MODULE, ".blocks", 25)[0] == "UnspecializedNNModuleVariable"
    assert breaks_of(MODULE.replace("Block(8)", "Block(8, noisy=True)")) == [("FG401", 13)]


def test_optional_arguments_narrow():
    source = HEAD + (
        "from typing import Optional\n\n\nclass M(nn.Module):\n"
        "    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None):\n"
        "        if mask is not None:\n            x = x + mask\n        if mask is None and x.dim() > 1:\n            x = x + 1\n        return x\n"
    )
    assert breaks_of(source) == []


def test_mutation_reaches_through_aliases():
    source = "def f(x):  # inputs: x=f32[4]\n    a = []\n    b = a\n    b.append(3)\n    if len(a) == 1:\n        print(x)\n    return x\n"
    assert breaks_of(source) == [("FG401", 6)]


def test_paths_join():
    source = (
        "def f(x, n: int):  # fullgraph-less\n    return x\n\n"
        "# fullgraph: x=f32[4]\ndef g(x, flag: bool):\n    y = None\n    if flag:\n        y = x\n    if y is not None:\n        return y.item()\n    return x\n"
    )
    assert breaks_of(source) == [("FG301", 10)]


def test_closures_lambdas_partials_and_decorators():
    source = (
        "import functools\n\ndef twice(function):\n    @functools.wraps(function)\n    def wrapper(*args, **kwargs):\n"
        "        return function(*args, **kwargs) + 1\n    return wrapper\n\n@twice\ndef g(x, n=1):\n    if n > 2:\n        print(x)\n    return x\n\n"
        "def f(x):  # inputs: x=f32[4]\n    h = functools.partial(g, n=3)\n    k = lambda v: h(v)\n    return k(x)\n"
    )
    assert breaks_of(source) == [("FG401", 12)]


def test_super_properties_and_dataclasses():
    source = HEAD + (
        "from dataclasses import dataclass\n\n@dataclass\nclass Config:\n    width: int = 4\n    loud: bool = False\n\n\nclass Base(nn.Module):\n"
        "    def __init__(self, config):\n        super().__init__()\n        self.config = config\n\n    @property\n    def loud(self):\n        return self.config.loud\n\n\n"
        "class Child(Base):\n    def __init__(self):\n        super().__init__(Config(loud=True))\n\n    # fullgraph: x=f32[4]\n    def forward(self, x):\n        if self.loud:\n            print(x)\n        return x\n"
    )
    assert breaks_of(source) == [("FG401", 30)]


def test_recursion_and_budget_end():
    assert breaks_of("def f(x):  # inputs: x=f32[4]\n    return f(x)\n") == []
    facts = facts_of("def f(x):  # inputs: x=f32[4]\n" + "    x = x + 1\n" * 50 + "    print(x)\n", steps=20)
    assert not facts.complete


def test_comprehensions_by_release():
    source = "def f(x):  # inputs: x=f32[4]\n    y = [v.item() for v in (x, x)]\n    print(y)\n    return x\n"
    assert breaks_of(source, python=(3, 11)) == [("FG301", 2), ("FG401", 3)]
    assert breaks_of(source, python=(3, 12)) == [("FG301", 2)]


def test_training_is_either_or_given():
    source = (
        HEAD
        + "class M(nn.Module):\n    def forward(self, x: torch.Tensor):\n        if self.training:\n            print(x)\n        return x\n"
    )
    assert breaks_of(source) == [("FG401", 8)]
    assert breaks_of(source, training=True) == [("FG401", 8)]
    assert breaks_of(source, training=False) == []
