import torch
from helper import report


@torch.compile
def f(x):
    return report(x)
