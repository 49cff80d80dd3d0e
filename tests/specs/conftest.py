"""The pages are run through the harness of `tests.parity`, imported by that name."""

import signal
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

SECONDS = 60


@pytest.fixture(autouse=True)
def _time_limit():
    """An example that never ends is a failure, not a run that never ends."""

    def late(*_):
        raise TimeoutError(f"no end after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
