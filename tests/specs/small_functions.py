"""Small functions over all families of breaks, in `small/`: where torch breaks each, and what the analysis says of it.

A comment at a line says which codes: `break` where both agree, `missed` what torch alone says, `alarm` what only we say.
`python -m tests.specs.small_functions` asks both, and writes the comments anew.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import defaultdict
from pathlib import Path

import torch

from fullgraph_analysis.api import Project
from tests.parity.codes import code_of
from tests.parity.oracle import run_oracle

FOLDER = Path(__file__).with_name("small")
FILES = ("leaving", "objects", "more")
_FUNCTION = re.compile(r"^def (\w+)\(x\):  # inputs: x=(\w+)\[(.*)\]$", re.MULTILINE)
_COMMENT = re.compile(r"  # ((?:break|missed|alarm): .*)$")
Site = tuple[int, str]


def expected(name: str, *words: str) -> set[Site]:
    """The line and code of every comment with one of these words."""
    found = set()
    for line, text in enumerate((FOLDER / f"{name}.py").read_text().splitlines(), 1):
        comment = _COMMENT.search(text)
        for part in comment.group(1).split("; ") if comment else ():
            word, codes = part.split(": ")
            found |= {(line, code) for code in codes.split(", ") if word in words}
    return found


def predicted(name: str) -> set[Site]:
    """What the analysis says of a file."""
    path = FOLDER / f"{name}.py"
    causes = Project([FOLDER]).analyse(path).causes
    found = {(c.cause.line, c.code.code) for c in causes if c.cause.file == str(path)}
    return {site for site in found if not site[1].startswith("FG8")}


def broken(name: str) -> set[Site]:
    """Where torch breaks the functions of a file, each called once."""
    path = FOLDER / f"{name}.py"
    module = _module(name)
    found = set()
    for function, dtype, shape in _FUNCTION.findall(path.read_text()):
        torch.manual_seed(0)
        sizes = [int(size) for size in shape.split(",")]
        x = torch.randint(0, 4, sizes) if dtype == "i64" else torch.rand(sizes) + 0.1
        for brk in run_oracle(getattr(module, function), (x,), kinds=False).seen.breaks:
            lines = [frame.rsplit(":", 2) for frame in brk.frames]
            mine = [(file, int(line)) for file, line, _ in lines if "specs/small/" in file]
            if mine and mine[-1][0].endswith(f"/{name}.py") and brk.how != "recompile_limit":
                found.add((mine[-1][1], code_of(brk)))
    return found


def _module(name: str):
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location(f"small_{name}", FOLDER / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FOLDER))
    return module


def write(name: str) -> None:
    """Ask torch and the analysis, and say at each line what they say."""
    ours, theirs = predicted(name), broken(name)
    words: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for site in sorted(ours | theirs):
        word = "break" if site in ours & theirs else "missed" if site in theirs else "alarm"
        words[site[0]][word].append(site[1])
    path = FOLDER / f"{name}.py"
    lines = [_COMMENT.sub("", line) for line in path.read_text().splitlines()]
    for number, said in words.items():
        lines[number - 1] += "  # " + "; ".join(f"{word}: {', '.join(codes)}" for word, codes in said.items())
    path.write_text("\n".join(lines) + "\n")
    print(f"{name}: {len(ours & theirs)} agree, {len(theirs - ours)} missed, {len(ours - theirs)} alarms")


if __name__ == "__main__":
    for file in sys.argv[1:] or FILES:
        write(file)
