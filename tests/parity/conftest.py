"""The harness is a package that is also run as a program (`python -m tests.parity.run`): imported by that name here too."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
