"""Branches, data that leaves the graph, shapes, calls of the library, output."""

import copy
import datetime
import gc
import inspect
import json
import logging
import math
import os
import random
import re
import sys
import threading
import time
import traceback
import warnings

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from small_helpers import noisy, scalar

logger = logging.getLogger("g")
COUNT = 0
CACHE = {}
LIN = nn.Linear(4, 4)
LSTM = nn.LSTM(4, 4)
GRUC = nn.GRUCell(4, 4)


# control flow
def a01(x):  # inputs: x=f32[4]
    while x.sum() < 10:  # break: FG101
        x = x + 1
    return x


def a02(x):  # inputs: x=f32[4]
    return x if x.any() else -x  # break: FG101


def a03(x):  # inputs: x=f32[4]
    y = (x > 0).all() and x.sum()  # break: FG101
    return x * y


def a04(x):  # inputs: x=f32[4]
    assert x.sum() > -100, "bad"
    return x


def a05(x):  # inputs: x=f32[4]
    assert torch.isfinite(x).all()
    return x + 1


def a06(x):  # inputs: x=f32[4]
    for i in range(int(x.sum().abs())):  # break: FG301
        x = x + i
    return x


def a07(x):  # inputs: x=f32[4]
    k = x.argmax()
    if k == 2:  # break: FG101
        return x * 2
    return x


def a08(x):  # inputs: x=f32[4]
    if torch.isnan(x).any():  # break: FG101
        raise ValueError("nan")
    return x


def a09(x):  # inputs: x=f32[4]
    match x.sum() > 0:
        case True:
            return x
    return -x


def a10(x):  # inputs: x=f32[4]
    if not x.max() > 3:  # break: FG101
        x = x * 2
    return x


def a11(x):  # inputs: x=f32[4]
    s = x.shape[0]
    if s > 2 and x.dim() == 1:
        return x + s
    return x


def a12(x):  # inputs: x=f32[4]
    vals = [v for v in x if v > 0]  # break: FG101
    return torch.stack(vals)


def a13(x):  # inputs: x=f32[4]
    if x.sum() == 0 or len(x) == 4:  # break: FG101
        return x
    return x + 1


def a14(x):  # inputs: x=f32[4]
    torch._check(x.sum().item() > -100)  # break: FG301
    return x


def a15(x):  # inputs: x=f32[4]
    if (x > 0).sum() in (1, 2, 4):  # break: FG101
        return x
    return x + 1


def a16(x):  # inputs: x=f32[4]
    return max(x[0], x[1])


def a17(x):  # inputs: x=f32[4]
    return sorted([x[0], x[1]])  # break: FG314


def a18(x):  # inputs: x=f32[4]
    return any(v > 0 for v in x)  # break: FG101, FG107


def a19(x):  # inputs: x=f32[4]
    return list(filter(lambda v: v > 0, x))  # break: FG101


# data leaving
def b01(x):  # inputs: x=f32[4]
    return x * float(x.max())  # break: FG301


def b02(x):  # inputs: x=f32[4]
    return torch.tensor([x[0].item(), 2.0])  # break: FG301


def b03(x):  # inputs: x=f32[4]
    return torch.tensor([x[0], x[1]])


def b04(x):  # inputs: x=f32[4]
    return x.numpy() + 1


def b05(x):  # inputs: x=f32[4]
    return np.asarray(x).sum()


def b06(x):  # inputs: x=i64[4]
    return [0, 1, 2, 3, 4, 5, 6, 7][x[0]]  # break: FG301


def b07(x):  # inputs: x=f32[4]
    return f"{x.sum().item():.2f}"  # break: FG301


def b08(x):  # inputs: x=f32[4]
    return math.sqrt(x.sum().abs())  # break: FG302


def b09(x):  # inputs: x=f32[4]
    return x.detach().cpu().numpy().tolist()  # break: FG303


def b10(x):  # inputs: x=f32[4]
    d = {"loss": x.mean().item()}  # break: FG301
    return d


def b11(x):  # inputs: x=f32[4]
    return scalar(x) * x


def b12(x):  # inputs: x=f32[4]
    return round(x.sum().item(), 2)  # break: FG301


def b13(x):  # inputs: x=i64[4]
    return torch.zeros(int(x.max()) + 1)  # break: FG301


def b14(x):  # inputs: x=f32[4]
    return str(x)  # break: FG206


def b15(x):  # inputs: x=f32[4]
    return hash(x)


def b16(x):  # inputs: x=f32[4]
    return {x: 1}


def b17(x):  # inputs: x=f32[4]
    return x.is_nonzero() if x.numel() == 1 else x


def b18(x):  # inputs: x=f32[4]
    return bool(x[0])  # break: FG301


def b19(x):  # inputs: x=f32[4]
    return x.data_ptr()


def b20(x):  # inputs: x=f32[4]
    return x.storage()  # break: FG311


def b21(x):  # inputs: x=f32[4]
    return complex(x[0])  # break: FG206


def b22(x):  # inputs: x=f32[4]
    return [float(v) for v in x]  # break: FG301


def b23(x):  # inputs: x=f32[4]
    return range(x.argmax())  # break: FG206


# dynamic shapes
def c01(x):  # inputs: x=f32[4]
    return x[x > 0]  # break: FG304


def c02(x):  # inputs: x=f32[4]
    return torch.nonzero(x)  # break: FG304


def c03(x):  # inputs: x=f32[4]
    return torch.where(x > 0)  # break: FG304


def c04(x):  # inputs: x=i64[4]
    return torch.unique(x)  # break: FG304


def c05(x):  # inputs: x=i64[4]
    return torch.bincount(x)  # break: FG304


def c06(x):  # inputs: x=f32[4]
    return torch.masked_select(x, x > 0)  # break: FG304


def c07(x):  # inputs: x=i64[4]
    return x.unique(return_counts=True)  # break: FG304


def c08(x):  # inputs: x=f32[4]
    x[x > 0] = 0
    return x


def c09(x):  # inputs: x=f32[4]
    m = x > 0
    x[m] = x[m] * 2  # break: FG304
    return x


def c10(x):  # inputs: x=i64[4]
    return torch.repeat_interleave(torch.arange(4), x)  # break: FG304


def c11(x):  # inputs: x=i64[4]
    return F.one_hot(x)  # break: FG304


def c12(x):  # inputs: x=i64[4]
    return F.one_hot(x, 8)


def c13(x):  # inputs: x=f32[4]
    return torch.split(x, [1, 3])


def c14(x):  # inputs: x=i64[4]
    return torch.combinations(x)  # missed: FG304


def c15(x):  # inputs: x=f32[4]
    idx = (x > 0).nonzero().squeeze(-1)  # break: FG304
    return x.index_select(0, idx)


def c16(x):  # inputs: x=f32[4]
    return torch.argwhere(x > 0)  # break: FG304


def c17(x):  # inputs: x=f32[4]
    return torch.histc(x)


def c18(x):  # inputs: x=i64[4]
    return torch.unique_consecutive(x)  # break: FG304


# skipped / forbidden
def d01(x):  # inputs: x=f32[4]
    t = time.perf_counter()  # break: FG201
    return x * t


def d02(x):  # inputs: x=f32[4]
    time.sleep(0)  # break: FG201
    return x


def d03(x):  # inputs: x=f32[4]
    return x * random.random()  # break: FG201


def d04(x):  # inputs: x=f32[4]
    random.shuffle([1, 2])  # break: FG201
    return x


def d05(x):  # inputs: x=f32[4]
    return x * np.random.rand()  # break: FG302


def d06(x):  # inputs: x=f32[4]
    np.random.seed(0)
    return x


def d07(x):  # inputs: x=f32[4]
    gc.collect()  # break: FG201
    return x


def d08(x):  # inputs: x=f32[4]
    return x, os.getcwd()  # break: FG201


def d09(x):  # inputs: x=f32[4]
    return x, os.path.exists("/tmp")  # break: FG201


def d10(x):  # inputs: x=f32[4]
    with open("/dev/null", "w") as f:  # break: FG206, FG510
        f.write("a")
    return x


def d11(x):  # inputs: x=f32[4]
    torch.save(x, "/dev/null")  # break: FG201
    return x


def d12(x):  # inputs: x=f32[4]
    return x, json.dumps({"a": 1})  # break: FG205


def d13(x):  # inputs: x=f32[4]
    return x, re.match("a", "ab") is not None


def d14(x):  # inputs: x=f32[4]
    return x, datetime.datetime.now()  # break: FG205


def d15(x):  # inputs: x=f32[4]
    return x, threading.get_ident()  # break: FG201


def d16(x):  # inputs: x=f32[4]
    return x, inspect.signature(noisy)


def d17(x):  # inputs: x=f32[4]
    return x, copy.deepcopy([1, 2])


def d18(x):  # inputs: x=f32[4]
    return copy.deepcopy(x)  # break: FG213


def d20(x):  # inputs: x=f32[4]
    return eval("x + 1")  # missed: FG206


def d21(x):  # inputs: x=f32[4]
    exec("y = 1")  # break: FG206
    return x


def d22(x):  # inputs: x=f32[4]
    return x, locals()


def d23(x):  # inputs: x=f32[4]
    return x, id(x)


def d25(x):  # inputs: x=f32[4]
    torch.set_num_threads(1)  # break: FG201
    return x


def d26(x):  # inputs: x=f32[4]
    torch.manual_seed(3)  # break: FG201
    return torch.rand(4) + x


def d27(x):  # inputs: x=f32[4]
    g = torch.Generator()  # break: FG665
    return torch.rand(4, generator=g) + x  # missed: FG603


def d28(x):  # inputs: x=f32[4]
    return torch.from_numpy(np.ones(4)) + x


def d29(x):  # inputs: x=f32[4]
    return x, sys.getsizeof(3)  # break: FG201


def d30(x):  # inputs: x=f32[4]
    return torch.autograd.grad(x.sum(), x, allow_unused=True)  # break: FG605


def d31(x):  # inputs: x=f32[4]
    with torch.enable_grad():
        y = x.clone().requires_grad_()  # break: FG606
        (y * 2).sum().backward()  # break: FG604
    return y.grad


# prints, logging
def e01(x):  # inputs: x=f32[4]
    print(x.shape)  # break: FG401
    return x


def e02(x):  # inputs: x=f32[4]
    logger.info("x %s", x.shape)  # break: FG402
    return x


def e04(x):  # inputs: x=f32[4]
    warnings.warn("x")  # break: FG201
    return x


def e05(x):  # inputs: x=f32[4]
    sys.stdout.write("a")  # break: FG205
    return x


def e06(x):  # inputs: x=f32[4]
    if logger.isEnabledFor(logging.DEBUG):  # break: FG402
        print("debug")  # alarm: FG401
    return x


def e07(x):  # inputs: x=f32[4]
    traceback.print_stack()  # break: FG201
    return x


def e09(x):  # inputs: x=f32[4]
    return noisy(noisy(x))


def e10(x):  # inputs: x=f32[4]
    for _ in range(2):
        x = noisy(x)
    return x


def e11(x):  # inputs: x=f32[4]
    global COUNT  # noqa: PLW0603 - what it is about
    COUNT += 1
    return x


def e12(x):  # inputs: x=f32[4]
    CACHE["k"] = x
    return x
