"""FG611: Dynamo leaves RNN, GRU and LSTM modules alone: reading one off a module ends the frame."""

from __future__ import annotations

from fullgraph_analysis.eval.events import GetAttribute, Hit
from fullgraph_analysis.eval.values import ClassValue, External, Instance
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.operators import RNN

VALID = (
    "import torch\nclass M(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.cell = torch.nn.LSTMCell(4, 4)\n    def forward(self, x: torch.Tensor):\n        return self.cell(x)[0]\n",
)
INVALID = (
    (
        "import torch\nclass M(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.rnn = torch.nn.GRU(4, 4)\n    def forward(self, x: torch.Tensor):\n        return self.rnn(x)[0]\n",
        7,
    ),
)


@rule(GetAttribute)
def recurrent(event: GetAttribute) -> Hit | None:
    """`self.lstm`."""
    value = event.result
    if not isinstance(value, Instance):
        return None
    names = (
        [value.cls.name]
        if isinstance(value.cls, External)
        else value.cls.info.externals()
        if isinstance(value.cls, ClassValue)
        else []
    )
    return Hit(RNN, resumes=False) if any(FACTS.is_rnn(name) for name in names) else None
