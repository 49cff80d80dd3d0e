"""A model that no machine here could hold is traced all the same: its parameters are on the meta device."""

import json
import os
import resource

from fullgraph_tracer.worker.execute import Reporter
from fullgraph_tracer.worker.handlers.trace import trace

MODEL = """\
import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, dim, heads, kv_heads):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, dim // heads
        self.q = nn.Linear(dim, dim, bias=False)
        self.k = nn.Linear(dim, kv_heads * self.size, bias=False)
        self.v = nn.Linear(dim, kv_heads * self.size, bias=False)
        self.o = nn.Linear(dim, dim, bias=False)

    def forward(self, x):
        b, t, d = x.shape
        q = self.q(x).view(b, t, self.heads, self.size).transpose(1, 2)
        k = self.k(x).view(b, t, self.kv_heads, self.size).transpose(1, 2)
        v = self.v(x).view(b, t, self.kv_heads, self.size).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        return self.o(y.transpose(1, 2).reshape(b, t, d))


class Block(nn.Module):
    def __init__(self, dim, heads, kv_heads, inner):
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(dim), nn.RMSNorm(dim)
        self.attention = Attention(dim, heads, kv_heads)
        self.gate = nn.Linear(dim, inner, bias=False)
        self.up = nn.Linear(dim, inner, bias=False)
        self.down = nn.Linear(inner, dim, bias=False)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Model(nn.Module):
    def __init__(self, layers=80, dim=8192, heads=64, kv_heads=8, inner=28672):
        super().__init__()
        self.embed = nn.Embedding(128256, dim)
        self.blocks = nn.ModuleList(Block(dim, heads, kv_heads, inner) for _ in range(layers))
        self.norm = nn.RMSNorm(dim)
        self.head = nn.Linear(dim, 128256, bias=False)

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        x = self.head(self.norm(x))
        print("traced")
        return x.softmax(-1)
"""
MOST_MEGABYTES = 200
"""Beside what a worker holds that has loaded torch."""


def peak_megabytes():
    """The most that this process ever held: at the start of a fork, what its parent holds."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_fork(job):
    """What `job` returns in a process of its own, and the most memory that it took there, in megabytes."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        before = peak_megabytes()
        result = job()
        os.write(writer, json.dumps([result, peak_megabytes() - before]).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def test_a_model_of_seventy_billion_parameters_takes_a_few_hundred_megabytes(tmp_path):
    (tmp_path / "model.py").write_text(MODEL)
    params = {
        "file": str(tmp_path / "model.py"),
        "qualname": "Model",
        "inputs": None,
        "mode": "concrete",
        "timeout": 60,
    }

    def job():
        result = trace(params, Reporter(0, os.open(os.devnull, os.O_WRONLY)))
        return (
            result["inputs"],
            result["graph_count"],
            result["break_count"],
            sum(g["op_count"] for g in result["graphs"]),
        )

    (inputs, graphs, breaks, ops), taken = in_fork(job)
    assert "on the meta device" in inputs["origin"]
    assert (graphs, breaks) == (2, 1)
    assert ops > 80 * 20
    assert taken < MOST_MEGABYTES
