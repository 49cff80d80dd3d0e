"""Collectives, process groups and meshes, with a group that only pretends to communicate."""

import torch
import torch.distributed as dist
import torch.distributed._functional_collectives as functional
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.testing._internal.distributed.fake_pg import FakeStore


def begin():
    if not dist.is_initialized():
        dist.init_process_group("fake", rank=0, world_size=2, store=FakeStore())


def case_all_reduce():
    begin()

    def f(x):
        y = x + 1
        dist.all_reduce(y, op=dist.ReduceOp.MAX, group=dist.group.WORLD)
        return y * 2

    return f, (torch.ones(4, 3),)


def case_all_reduce_that_is_not_waited_for():
    begin()

    def f(x):
        y = x + 1
        work = dist.all_reduce(y, async_op=True)
        z = x.sin()
        work.wait()
        return y + z

    return f, (torch.ones(4, 3),)


def case_gather_and_scatter():
    begin()

    def f(x):
        whole = torch.empty(8, 3)
        dist.all_gather_into_tensor(whole, x)
        parts = [torch.empty(4, 3) for _ in range(2)]
        dist.all_gather(parts, x)
        half = torch.empty(2, 3)
        dist.reduce_scatter_tensor(half, x)
        swapped = torch.empty(4, 3)
        dist.all_to_all_single(swapped, x)
        return whole.sum(0) + parts[0] + swapped, half

    return f, (torch.ones(4, 3),)


def case_broadcast():
    begin()

    def f(x):
        y = x + 1
        dist.broadcast(y, 0)
        return y * 2

    return f, (torch.ones(4, 3),)


def case_functional():
    begin()

    def f(x):
        group = dist.group.WORLD
        y = functional.all_reduce(x + 1, "sum", group)
        gathered = functional.all_gather_tensor(y, 1, group)
        scattered = functional.reduce_scatter_tensor(y, "sum", 0, [0, 1])
        return functional.wait_tensor(gathered).sum(), scattered, functional.broadcast(x, 0, group)

    return f, (torch.ones(4, 3),)


def case_facts_of_groups():
    begin()
    group = dist.group.WORLD

    def f(x):
        ranks = dist.get_process_group_ranks(group)
        return x + group.size() + dist.get_rank(group) + dist.get_world_size() + len(ranks), dist.is_initialized()

    return f, (torch.ones(4, 3),)


def case_mesh():
    begin()
    mesh = init_device_mesh("cpu", (2,), mesh_dim_names=("data",))

    def f(x):
        y = functional.all_reduce(x, "sum", mesh.get_group())
        return y + mesh.size() + mesh.get_local_rank(), functional.all_reduce(x, "sum", (mesh, 0))

    return f, (torch.ones(4, 3),)


def case_in_a_module():
    begin()

    class Reduces(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(3, 3)
            self.group = dist.group.WORLD

        def forward(self, x):
            y = self.linear(x).detach()
            dist.all_reduce(y, group=self.group)
            return y / dist.get_world_size(self.group)

    return Reduces(), (torch.ones(4, 3),)
