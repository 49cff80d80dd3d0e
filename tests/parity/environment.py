"""Settings under which both sides are measured; imported before torch.

One thread, no GPU, and no memory of earlier runs' dynamic shapes on disk.
"""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TORCH_DYNAMO_AUTOMATIC_DYNAMIC_LOCAL_PGO", "0")

import torch  # noqa: E402 - the settings above must come first

TORCH: str = torch.__version__


def settle() -> None:
    torch.set_num_threads(1)
