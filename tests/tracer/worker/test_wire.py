"""What the editor is told of a graph's nodes."""

from types import SimpleNamespace

from fullgraph_tracer.worker.handlers.trace import trace

SOURCE = """
import torch
import torch.nn.functional as F

# fullgraph: x=f32[4]
def f(x):
    return F.gelu(torch.relu(x) + 1).abs()
"""


def test_a_node_is_named_as_users_know_what_it_calls(tmp_path):
    file = tmp_path / "named.py"
    file.write_text(SOURCE)
    silent = SimpleNamespace(progress=lambda message, percentage=None: None)
    result = trace({"file": str(file), "qualname": "f", "inputs": None, "mode": "concrete"}, silent)
    (graph,) = result["graphs"]
    targets = [node["target"] for node in graph["nodes"] if node["op"].startswith("call_")]
    assert targets == ["torch.relu", "operator.add", "torch.nn.functional.gelu", "abs"]
