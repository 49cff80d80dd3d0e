"""What a user waits for in the editor: typing, hovering, starting, memory."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .client import Client, ServerDied
from .result import Result, percentile

KEYSTROKES = 60
HOVERS = 100
STARTS = 5
OPEN_FILES = 100
LONG, MIDDLE = 2600, 1200
CANCELLED = -32800
"""LSP's RequestCancelled."""


def installed(*parts: str) -> Path:
    spec = find_spec("torch")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.joinpath(*parts)


def source_of(lines: int) -> str:
    """Real code of about so many lines: the file of torch's own whose length comes nearest."""
    files = [*installed("_dynamo", "variables").glob("*.py"), *installed("nn", "modules").glob("*.py")]
    texts = [path.read_text() for path in sorted(files)]
    return min(texts, key=lambda text: abs(text.count("\n") - lines))


def a_model() -> str:
    return (
        "\n\nclass Bench(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.lin = torch.nn.Linear(4, 4)\n\n"
        "    def forward(self, x):\n        y = self.lin(x)\n        if y.sum() > 0:\n            y = y + 1\n        return y\n"
    )


def typing() -> Iterator[Result]:
    """Characters typed at the end of a line inside one function, diagnostics pulled after each."""
    text = source_of(LONG) + a_model()
    with tempfile.TemporaryDirectory() as folder, Client(Path(folder)) as client:
        path = Path(folder, "edited.py")
        path.write_text(text)
        uri = client.open(path)
        yield keystrokes(client, uri, text, "        y = self.lin(x)", "edit to diagnostics, p95", " + x.sin()")
        yield hovering(client, uri, text.splitlines())
    yield from typing_in_a_leaf()


def typing_in_a_leaf() -> Iterator[Result]:
    """The same in a block that everything else in the file is made of, in the middle of a large project."""
    spec = find_spec("transformers")
    if spec is None or spec.origin is None:
        return
    path = Path(spec.origin).parent / "models" / "bert" / "modeling_bert.py"
    text = path.read_text()
    line = "        query_layer = self.query(hidden_states).view(*hidden_shape).transpose(1, 2)"
    with Client(path.parent) as client:
        uri = client.open(path)
        yield keystrokes(
            client, uri, text, line, "edit to diagnostics in a leaf of modeling_bert.py, p95", " + 0 * 1.5"
        )
        yield hovering(client, uri, text.splitlines(), "hover in modeling_bert.py, p95")


def keystrokes(client: Client, uri: str, text: str, line: str, name: str, typed: str) -> Result:
    """Type behind a line, again and again; between words the text is no Python."""
    lines = text.splitlines()
    row = lines.index(line)
    client.diagnostics(uri)
    column, seconds, before = len(line), [], client.cpu_seconds()
    for step, letter in enumerate((typed * KEYSTROKES)[:KEYSTROKES]):
        start = time.perf_counter()
        client.insert(uri, step + 2, row, column + step, letter)
        client.diagnostics(uri)
        seconds.append(time.perf_counter() - start)
    each = (client.cpu_seconds() - before) / KEYSTROKES
    note = f"{len(lines)} lines; median {percentile(seconds, 50) * 1000:.1f}, processor {each * 1000:.1f} each"
    return Result(name, percentile(seconds, 95) * 1000, 50, "ms", note)


def hovering(client: Client, uri: str, lines: list[str], name: str = "hover, p95") -> Result:
    draw, seconds = random.Random(0), []
    rows = [i for i, line in enumerate(lines) if "self." in line]
    for row in draw.choices(rows, k=HOVERS):
        column = lines[row].index("self.") + 6
        start = time.perf_counter()
        client.hover(uri, row, column)
        seconds.append(time.perf_counter() - start)
    note = f"median {percentile(seconds, 50) * 1000:.1f}, most {max(seconds) * 1000:.1f}"
    return Result(name, percentile(seconds, 95) * 1000, 10, "ms", note)


def starting() -> Iterator[Result]:
    """From starting the process to the first diagnostics of a file; the first start, which fills caches, is not counted."""
    text = source_of(MIDDLE) + a_model()
    first, *others = (_start(text) for _ in range(STARTS + 1))
    seconds, processor = zip(*others, strict=True)
    name = f"server start to first diagnostics, {text.count(chr(10))} lines"
    note = (
        f"of {STARTS} starts, the median; most {max(seconds):.2f}, processor {min(processor):.2f}; first {first[0]:.2f}"
    )
    yield Result(name, percentile(seconds, 50), 1.0, "s", note)


def _start(text: str) -> tuple[float, float]:
    """Seconds until the first diagnostics, and how many of them the server used the processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "first.py")
        path.write_text(text)
        start = time.perf_counter()
        with Client(Path(folder)) as client:
            client.diagnostics(client.open(path))
            return time.perf_counter() - start, client.cpu_seconds()


def memory() -> Iterator[Result]:
    """A hundred files of torch's own Python open at once."""
    files = sorted(installed("nn").rglob("*.py"))[:OPEN_FILES]
    with tempfile.TemporaryDirectory() as folder, Client(Path(folder)) as client:
        for path in files:
            client.diagnostics(client.open(Path(folder, f"{path.stem}_{len(str(path))}.py"), path.read_text()))
        lines = sum(path.read_text().count("\n") for path in files)
        yield Result(f"server memory, {len(files)} open files", client.memory_mb(), 150, "MB", f"{lines} lines")


ENDLESS = "# fullgraph: x=f32[2]\ndef quick(x):\n    return x + 1\n\n\n# fullgraph: x=f32[2]\ndef endless(x):\n    while True:\n        x = x + 1\n"
CANCELS = 10
UNDER_WAY = 0.5
"""Seconds after which the worker is at work on what it was asked."""


def cancelling() -> Iterator[Result]:
    """From `$/cancelRequest` for a trace that does not end, to its answer."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder, Client(Path(folder), trusted=True) as client:
        path = Path(folder, "endless.py")
        path.write_text(ENDLESS)
        uri = client.open(path)
        for name in ("quick", *["endless"] * CANCELS):
            asked = client.ask(
                "workspace/executeCommand",
                {"command": "fullgraph.traceFunction", "arguments": [{"uri": uri, "qualname": name}]},
            )
            if name == "endless":
                time.sleep(UNDER_WAY)
                start = time.perf_counter()
                client.notify("$/cancelRequest", {"id": asked})
            answer = client.answer(asked)
            if name == "quick" and "error" in answer:
                raise ServerDied(f"the worker does not trace: {answer['error']}")
            if name == "endless":
                seconds.append(time.perf_counter() - start)
                if answer.get("error", {}).get("code") != CANCELLED:
                    raise ServerDied(f"a cancelled request was answered with {answer}")
    note = f"median {percentile(seconds, 50) * 1000:.1f}, of {CANCELS}"
    yield Result("cancel acknowledged, p95", percentile(seconds, 95) * 1000, 10, "ms", note)
