import torch


class Block(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = torch.nn.LayerNorm(width)
        self.mix = torch.nn.Linear(width, width)
        self.out = torch.nn.Linear(width, width)

    def forward(self, x):
        for _ in range(20):
            x = x + torch.relu(self.out(self.mix(self.norm(x))))
        return x


# fullgraph: x=f32[2, 8]
class Deep(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList(Block(8) for _ in range(30))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
