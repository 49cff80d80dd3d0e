"""Plain functions of tensors: operators, methods, functions, shapes, indexing."""
# ruff: noqa: PIE800, PIE804, PLW0120, PLC3002, PLW0603 - odd styles are what these cases are there for

import math

import torch
import torch.nn.functional as F


def case_operators():
    def f(x, y):
        a = x + y * 2 - 1 / (y.abs() + 1)
        b = (x @ y.T) ** 2 % 3
        return -a, b, x > y, ~(x == y), x // 2

    return f, (torch.arange(6.0).reshape(2, 3), torch.ones(2, 3))


def case_methods_and_functions():
    def f(x):
        y = x.sin().cos().sum(dim=-1, keepdim=True)
        z = torch.cat([y, torch.relu(y)], dim=1)
        return F.softmax(z, dim=-1).mean(), math.sqrt(2.0) * z

    return f, (torch.ones(2, 3),)


def case_shapes():
    def f(x):
        batch, *rest = x.shape
        flat = x.view(batch, -1)
        n = flat.size(1)
        return flat.reshape(n, batch).permute(1, 0), x.numel() + x.dim() + len(rest), x.shape[-1] * 2

    return f, (torch.ones(2, 3, 4),)


def case_indexing():
    def f(x):
        first, last = x[0], x[-1, ..., 1:]
        x = x.clone()
        x[0, 1] = 5.0
        x[:, None].squeeze(1)[1] += 1
        return first, last, x[..., ::2], x[torch.tensor([1, 0])]

    return f, (torch.arange(12.0).reshape(2, 2, 3),)


def case_in_place():
    def f(x):
        y = x.clone()
        y.add_(1).mul_(2)
        y += 3
        torch.sigmoid_(y)
        return y

    return f, (torch.ones(3),)


def case_mutated_argument():
    def f(x, out):
        out.copy_(x * 2)
        x.add_(1)
        return out.sum()

    return f, (torch.ones(3), torch.zeros(3))


def case_dtypes_and_devices():
    def f(x):
        y = x.to(torch.float64) if x.dtype == torch.float32 else x
        z = torch.zeros_like(y, dtype=torch.int64)
        return y.to(x.device), z.type_as(x), x.is_floating_point(), torch.finfo(x.dtype).eps * x

    return f, (torch.ones(3),)


def case_creation():
    def f(n, x):
        a = torch.arange(n, dtype=x.dtype) + torch.full((n,), 2.0)
        return a, x.new_zeros(2, n), torch.eye(n), torch.tensor([1.0, n]), torch.empty(0)

    return f, (4, torch.ones(3))


def case_python_numbers():
    def f(x, scale, n):
        total = 0.0
        for i in range(n):
            total += scale**i
        return x * total + max(n, 2) - min(3.5, scale), divmod(n, 2), round(scale, 1), n // 2 | 1 << 2

    return f, (torch.ones(3), 0.5, 3)


def case_einsum_and_friends():
    def f(q, k):
        scores = torch.einsum("bid,bjd->bij", q, k)
        keep = torch.tril(torch.ones_like(scores)).bool()
        return scores.masked_fill(~keep, float("-inf")).softmax(-1).topk(2, dim=-1).values

    return f, (torch.rand(1, 3, 4), torch.rand(1, 3, 4))


def case_keyword_only():
    def f(x, /, *args, scale=2.0, **more):
        for a in args:
            x = x + a
        return x * scale + sum(more.values())

    return f, (torch.ones(3), torch.ones(3), 4), {"scale": 3.0, "a": 1, "b": 2}


def case_nothing_to_capture():
    def f(a, b):
        return a + b

    return f, (1, 2)
