"""Projects: imports, edits, syntax errors, and nothing of the user's ever executed."""

import subprocess
import sys
import time

from fullgraph_analysis.api import AnalysisConfig, Project

CANARY = "open('CANARY', 'w').close()\nimport pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\n"


def write(folder, **files):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_nothing_is_executed_or_imported(tmp_path):
    write(
        tmp_path,
        helpers=CANARY + "def noisy(x):\n    print(x)\n    return x\n",
        model=CANARY
        + "from helpers import noisy\nimport torch\n\n@torch.compile\ndef f(x: torch.Tensor):\n    return noisy(x)\n",
    )
    code = (
        "import sys\nfrom fullgraph_analysis.api import Project\n"
        f"facts = Project([{str(tmp_path)!r}]).analyse({str(tmp_path / 'model.py')!r})\n"
        "assert [f.code.code for f in facts.findings] == ['FG401'], facts.findings\n"
        "assert 'torch' not in sys.modules and 'helpers' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["helpers.py", "model.py"]


def test_a_break_in_another_file_is_shown_at_the_call(tmp_path):
    write(
        tmp_path,
        helpers="def noisy(x):\n    print(x)\n    return x\n",
        model="import torch\nfrom helpers import noisy\n\n@torch.compile\ndef f(x: torch.Tensor):\n    return noisy(x)\n",
    )
    (finding,) = Project([tmp_path]).analyse(tmp_path / "model.py").findings
    assert finding.span.line == 6
    assert finding.cause.file.endswith("helpers.py")
    assert finding.related[0].span == finding.cause


def test_relative_imports_packages_and_inheritance(tmp_path):
    write(
        tmp_path,
        pkg__base="import torch\n\nclass Base(torch.nn.Module):\n    def forward(self, x: torch.Tensor):\n        return self.step(x)\n",
        pkg__model="from . import Base\n\nclass Model(Base):\n    def step(self, x):\n        print(x)\n        return x\n\n    def forward(self, x):\n        return super().forward(x)\n",
    )
    (tmp_path / "pkg" / "__init__.py").write_text("from .base import Base\n")
    (finding,) = Project([tmp_path]).analyse(tmp_path / "pkg" / "model.py").findings
    assert finding.span.line == 5


def test_edits_replace_what_was_said(tmp_path):
    text = "def f(x):  # inputs: x=f32[4]\n    print(x)\n    return x\n"
    project = Project([tmp_path])
    path = tmp_path / "a.py"
    project.open(path, text, 1)
    assert [f.span.line for f in project.analyse(path).findings] == [2]
    assert project.analyse(path) is project.analyse(path)
    project.change(path, "\n" + text, 2)
    facts = project.analyse(path)
    assert (facts.version, [f.span.line for f in facts.findings]) == (2, [3])
    project.change(path, text.replace("print(x)", "pass"), 3)
    assert project.analyse(path).findings == []


def test_a_syntax_error_is_reported_and_costs_only_its_chunk(tmp_path):
    project = Project([tmp_path])
    project.open("a.py", "def bad(:\n    pass\n\ndef f(x):  # inputs: x=f32[4]\n    print(x)\n    return x\n", 1)
    facts = project.analyse("a.py")
    assert facts.parse_errors
    assert [f.span.line for f in facts.findings] == [5]


def test_cyclic_imports_end(tmp_path):
    write(
        tmp_path,
        a="from b import g\n\ndef f(x):  # inputs: x=f32[4]\n    return g(x)\n",
        b="from a import f\n\ndef g(x):\n    print(x)\n    return f(x)\n",
    )
    assert [f.cause.line for f in Project([tmp_path]).analyse(tmp_path / "a.py").findings] == [4]


def test_functions_and_roots(tmp_path):
    project = Project([tmp_path])
    project.open(
        "a.py",
        "import torch\n\n@torch.compile\ndef f(x):\n    return x\n\nclass M(torch.nn.Module):\n    def forward(self, x):\n        return x\n\ndef g():\n    pass\n",
        1,
    )
    functions = {
        fact.qualname: (fact.is_root, fact.is_forward, fact.name_span.line)
        for fact in project.analyse("a.py").functions
    }
    assert functions == {"f": (True, False, 4), "M.forward": (False, True, 8), "g": (False, False, 11)}


def test_many_functions_stay_linear(tmp_path):
    source = "import torch\n" + "".join(
        f"class M{i}(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = torch.nn.Linear(4, 4)\n\n    def forward(self, x: torch.Tensor):\n        return self.l(x) + {i}\n\n"
        for i in range(150)
    )
    project = Project([tmp_path], AnalysisConfig())
    project.open("a.py", source, 1)
    start = time.perf_counter()
    facts = project.analyse("a.py")
    assert facts.complete
    assert time.perf_counter() - start < 20


def test_torchs_own_layers_are_known_as_such_in_their_own_file(tmp_path):
    text = "import torch\n\n\nclass Same(torch.nn.Module):\n    def forward(self, x):\n        return self.scale(x)\n"
    package = tmp_path / "torch" / "nn" / "modules"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").touch()
    (package / "same.py").write_text(text)
    (tmp_path / "same.py").write_text(text)
    project = Project([str(tmp_path)])
    kinds = [project.analyse(str(path)).kind_at(6, 15) for path in (package / "same.py", tmp_path / "same.py")]
    assert [found and found.kind for found in kinds] == [
        "UnspecializedBuiltinNNModuleVariable",
        "UnspecializedNNModuleVariable",
    ]
