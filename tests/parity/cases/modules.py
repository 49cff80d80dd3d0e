"""nn.Modules of the user's own: containers, parameters, buffers, hooks, state, training mode, breaks inside."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, p=0.0):
        super().__init__()
        self.norm, self.lin, self.drop = nn.LayerNorm(width), nn.Linear(width, width), nn.Dropout(p)
        self.scale = nn.Parameter(torch.ones(width))
        self.register_buffer("shift", torch.zeros(width))

    def forward(self, x):
        return x + self.drop(self.lin(self.norm(x))) * self.scale + self.shift


class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(Block(4) for _ in range(3))
        self.heads = nn.ModuleDict({"a": nn.Linear(4, 2), "b": nn.Linear(4, 1)})
        self.seq = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))

    def forward(self, x, head="a"):
        for i, block in enumerate(self.blocks):
            x = block(x) * (i + 1)
        x = self.seq(x)
        return {"out": self.heads[head](x), "all": [h(x) for h in self.heads.values()]}


def case_block():
    return Block(4), (torch.ones(2, 4),)


def case_stacked():
    return Stacked().eval(), (torch.ones(2, 4),), {"head": "b"}


def case_parameters_walk():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 2)

        def forward(self, x):
            total = sum(p.abs().sum() for p in self.parameters())
            names = [n for n, _ in self.named_modules()]
            return self.a(x) + total + len(names)

    return Net(), (torch.ones(1, 2),)


def case_buffer_update():
    class Running(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", torch.zeros(3))
            self.steps = 0

        def forward(self, x):
            self.steps += 1
            self.mean = self.mean * 0.9 + x.mean(0) * 0.1
            return x - self.mean + self.steps

    return Running(), (torch.ones(2, 3),)


def case_batch_norm_training():
    return nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(inplace=True)), (torch.rand(2, 2, 5, 5),)


def case_training_flag():
    class Net(nn.Module):
        def forward(self, x):
            return nn.functional.dropout(x, 0.5, self.training) if self.training else x * 2

    return Net().eval(), (torch.ones(3),)


def case_hooks():
    net = Block(4)
    net.lin.register_forward_hook(lambda module, args, out: out * 2)
    net.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
    return net, (torch.ones(2, 4),)


def case_break_in_submodule():
    class Chatty(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(3, 3)

        def forward(self, x):
            x = self.lin(x)
            print("chatty")
            return x.relu()

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = Chatty(), nn.Linear(3, 3)

        def forward(self, x):
            return self.second(self.first(x) + 1)

    return Net(), (torch.ones(2, 3),)


def case_break_in_loop_over_layers():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(3, 3) for _ in range(2))

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
                if x.sum() > 100:
                    break
            return x

    return Net(), (torch.ones(2, 3),)


def case_lstm():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(3, 4, batch_first=True)

        def forward(self, x):
            out, (h, c) = self.rnn(x)
            return out[:, -1] + h[0] + c[0]

    return Net(), (torch.ones(2, 5, 3),)


def case_method_not_forward():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.lin = nn.Linear(3, 3)

        def encode(self, x):
            return self.lin(x).tanh()

    return Net().encode, (torch.ones(2, 3),)


def case_shared_and_sliced_parameters():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.emb = nn.Embedding(5, 3)
            self.out = nn.Linear(3, 5, bias=False)
            self.out.weight = self.emb.weight

        def forward(self, ids):
            x = self.emb(ids)
            return self.out(x) + self.emb.weight[:, 0]

    return Net(), (torch.tensor([[0, 1], [2, 3]]),)


def case_getattr_by_name():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            for i in range(2):
                setattr(self, f"lin{i}", nn.Linear(3, 3))

        def forward(self, x):
            for i in range(2):
                x = getattr(self, f"lin{i}")(x)
            return x if hasattr(self, "lin1") else None

    return Net(), (torch.ones(2, 3),)


class Converts(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(3, 3)

    def forward(self, x):
        self.linear = self.linear.to(torch.float32)
        return self.linear(x)


def case_module_converts_its_part():
    return Converts(), (torch.ones(2, 3),)
