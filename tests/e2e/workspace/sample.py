import torch


# fullgraph: x=f32[8, 128]
@torch.compile
def step(x):
    y = x.sin()
    if x.sum() > 0:
        y = y + 1
    return y


# fullgraph: x=f32[8, 128]
@torch.compile
def whole(x):
    y = x.cos()
    z = torch.relu(y)
    return z
