import torch


# fullgraph: x=f32[4]
@torch.compile
def step(x):
    𝒚 = "🔥🔥"; n = x.item()
    return n, 𝒚
