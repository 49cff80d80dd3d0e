"""`make demo`: what fullgraph predicts, what its tracer finds, and what the installed torch itself says."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FULLGRAPH = [sys.executable, "-P", "-c", "import sys; from fullgraph_server.cli.main import main; sys.exit(main())"]
STEPS = (
    ("1. Predict: nothing is imported, nothing runs", ["check", "--output-format", "concise", "demo_model.py"]),
    (
        "2. Trace: the predictions are confirmed, at their exact expressions",
        ["check", "--confirm", "--statistics", "--interpreter", sys.executable, "demo_model.py"],
    ),
    (
        "3. Torch's own verdict on the same model, beside ours",
        ["trace", "--torch", "--interpreter", sys.executable, "demo_model.py::Recommender"],
    ),
    (
        "4. What compiling gains for the function that does not break",
        ["compile", "--interpreter", sys.executable, "demo_model.py::calibrate"],
    ),
)


def main() -> int:
    """Run the steps; 2 if one of them has no answer."""
    started = time.perf_counter()
    for title, arguments in STEPS:
        print(f"\n== {title}\n$ fullgraph {' '.join(arguments)}\n", flush=True)
        ended = subprocess.run([*FULLGRAPH, *arguments], cwd=HERE, check=False)  # noqa: S603
        if ended.returncode not in {0, 1}:
            return 2
    print(f"\nAll of it in {time.perf_counter() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
