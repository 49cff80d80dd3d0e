"""A small recommender that torch.compile breaks in four different ways.

`fullgraph check examples/demo_model.py` predicts them, `--confirm` traces them, `fullgraph compile` measures them.
"""

from __future__ import annotations

import logging

import torch
from torch import nn

logger = logging.getLogger(__name__)


class Attention(nn.Module):
    """Scaled dot-product attention over a user's history."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        parts = self.project(x).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = query @ key.transpose(-2, -1) / (width // self.heads) ** 0.5
        scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
        mixed = scores.softmax(-1) @ value
        return self.out(mixed.transpose(1, 2).reshape(batch, length, width))


# fullgraph: init(items=100, width=16), history=i64[4, 12](0, 100), mask=bool[4, 12]
class Recommender(nn.Module):
    """Scores all items for each user from what the user has seen."""

    def __init__(self, items: int, width: int = 32, heads: int = 4) -> None:
        super().__init__()
        self.items = nn.Embedding(items, width)
        self.attention = Attention(width, heads)
        self.norm = nn.LayerNorm(width)
        self.temperature = nn.Parameter(torch.ones(()))

    def forward(self, history: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        mask = mask.clone()
        mask[:, 0] = True  # every user has seen something
        x = self.items(history)
        x = self.norm(x + self.attention(x, mask))
        user = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

        # 1. A branch on data: which way it goes is not known while tracing.
        if user.abs().max() > 10:
            user = user.clamp(-10, 10)

        # 2. A number out of a tensor: the graph ends where Python needs its value.
        scale = self.temperature.item()
        scores = user @ self.items.weight.T * scale

        # 3. Output from inside the model.
        print("scored", scores.shape[0], "users")

        # 4. A shape that depends on data: how many items are above the mean.
        liked = (scores > scores.mean()).nonzero()
        return scores - 0.01 * liked.shape[0]


# fullgraph: scores=f32[256, 1000]
@torch.compile
def calibrate(scores: torch.Tensor) -> torch.Tensor:
    """Scores as probabilities: one graph, many small operations, so compiling pays."""
    bounded = torch.tanh(scores / 3) * 3 + 0.1 * scores.sigmoid() - 0.01 * scores.square()
    return bounded.softmax(-1)
