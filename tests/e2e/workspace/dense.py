import torch


# fullgraph: x=f32[4]
@torch.compile
def dense(x):
    seen = [x]
    for _ in range(100):
        seen.append(torch.stack(seen).mean(0))
    return seen[-1]
