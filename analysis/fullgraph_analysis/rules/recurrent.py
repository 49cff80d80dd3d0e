"""FG611: Dynamo leaves RNN, GRU and LSTM modules alone: reading one off a module ends the frame."""

from __future__ import annotations

from fullgraph_analysis.eval.events import GetAttribute, Hit, UseObject
from fullgraph_analysis.eval.values import ClassValue, External, Instance
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.operators import RNN

VALID = (
    (
        """import torch
"""
        """class M(torch.nn.Module):
"""
        """    def __init__(self):
"""
        """        super().__init__()
"""
        """        self.cell = torch.nn.LSTMCell(4, 4)
"""
        """    def forward(self, x: torch.Tensor):
"""
        """        return self.cell(x)[0]
"""
    ),
)
INVALID = (
    (
        """import torch
LSTM = torch.nn.LSTM(4, 4)
def f(x):  # inputs: x=f32[3, 2, 4]
    return LSTM(x)
""",
        4,
    ),
    (
        (
            """import torch
"""
            """class M(torch.nn.Module):
"""
            """    def __init__(self):
"""
            """        super().__init__()
"""
            """        self.rnn = torch.nn.GRU(4, 4)
"""
            """    def forward(self, x: torch.Tensor):
"""
            """        return self.rnn(x)[0]
"""
        ),
        7,
    ),
)


@rule(GetAttribute, UseObject)
def recurrent(event: GetAttribute | UseObject) -> Hit | None:
    """`self.lstm`, `LSTM` of the module, or `self.layers[0](x)`."""
    value = event.result if isinstance(event, GetAttribute) else event.value
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
