"""Functions of torch: in the graph, folded, refused."""

import torch
import torch.nn.functional as F
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (T(3, 4),))
def torchfns(x):
    return (
        torch.cat([x, x], 0),
        torch.stack((x, x)),
        torch.relu(x),
        torch.sum(x, dim=1, keepdim=True),
        torch.zeros(3, 4),
        torch.arange(5),
        torch.ones_like(x),
        torch.full((2,), 3.0),
        torch.tensor([1, 2.0]),
        torch.eye(3),
    )


@case(lambda: (T(3, 4),))
def tuples(x):
    v, i = x.max(dim=1)
    m = x.min(1)
    s = torch.sort(x)
    a, b = x.split(2, dim=1)
    c = x.chunk(2, 1)
    return v, i, m.values, m[1], s.indices, a * b, c[0], torch.topk(x, 2).values


@case(lambda: (T(3, 4),))
def func(x):
    return (
        F.relu(x),
        F.linear(x, x),
        F.softmax(x, dim=-1),
        F.gelu(x),
        F.pad(x, (1, 1)),
        F.dropout(x, 0.5, False),
        F.layer_norm(x, (4,)),
        F.normalize(x),
        F.one_hot(torch.arange(3), 5),
        F.sigmoid(x),
        F.tanh(x),
        F.silu(x),
        F.leaky_relu(x, 0.1),
        F.log_softmax(x, 1),
        F.elu(x),
    )


@case(lambda: (T(2, 3, 8, 8),))
def conv(x):
    return (
        F.avg_pool2d(x, 2),
        F.max_pool2d(x, 2),
        F.interpolate(x, scale_factor=2),
        F.adaptive_avg_pool2d(x, 1),
        F.unfold(x, 2),
        F.conv2d(x, torch.ones(1, 3, 2, 2)),
    )


@case(lambda: (T(3, 4),))
def queries(x):
    return (
        torch.is_tensor(x),
        torch.is_floating_point(x),
        torch.numel(x),
        torch.is_grad_enabled(),
        torch.jit.is_scripting(),
        torch.is_tensor(3),
        torch.get_default_dtype(),
        torch.cuda.is_available(),
        x + 1,
        torch.jit.is_tracing(),
    )


@case(lambda: (T(3, 4),))
def where3(x):
    return (
        torch.where(x > 0, x, 0.0),
        torch.masked_fill(x, x > 0, 0),
        x.masked_fill(x < 0, -1),
        torch.clamp(x, 0, 1),
        x.clamp(min=0),
    )


@case(lambda: (T(3, 4),))
def dev(x):
    return (
        torch.zeros(3, device=x.device, dtype=x.dtype) + torch.zeros(x.shape[0]),
        torch.device("cpu"),
        x.to("cpu"),
        x.new_zeros(2),
        x.new_tensor([1, 2]),
        x.new(3).shape,
        x.cpu(),
        torch.empty(x.shape).shape,
        torch.zeros(x.size()),
        torch.zeros(*x.shape),
    )


@case(lambda: (T(3, 4),))
def rand(x):
    return torch.rand(3).shape, torch.randn_like(x).shape, torch.randperm(4).shape, torch.randint(0, 3, (2,)).shape


@case(lambda: (T(3, 4),))
def einsum(x):
    return (
        torch.einsum("ij,kj->ik", x, x),
        torch.matmul(x, x.t()),
        torch.bmm(x[None], x.t()[None]),
        torch.outer(x[0], x[1]),
        x.permute(1, 0),
        x.transpose(0, 1),
        x.reshape(-1),
        x.flatten(),
        x.expand(2, 3, 4),
        x.repeat(2, 1),
        x.unsqueeze(0).squeeze(0),
    )


@case(lambda: (T(3, 4),))
def ops(x):
    return (
        torch.ops.aten.sin(x),
        torch.ops.aten.add.Tensor(x, x),
        torch.Tensor.add(x, 1),
        torch.Tensor.sin(x),
        torch._C._nn.gelu(x),
        torch.special.expit(x),
        torch.linalg.norm(x),
        torch.fft.rfft(x).abs(),
    )


@case(lambda: (T(3, 4),))
def outv(x):
    o = torch.empty(3, 4)
    torch.add(x, x, out=o)
    return o


@case(lambda: (T(3, 4),))
def manual(x):
    torch.manual_seed(0)
    return x + torch.rand(3, 4)


@case(lambda: (T(3, 4),))
def param(x):
    return torch.nn.Parameter(x + 1)


@case(lambda: (T(3, 4),))
def backward(x):
    y = (x.requires_grad_() * 2).sum()
    y.backward()
    return x.grad


@case(lambda: (T(3, 4).requires_grad_(),))
def agrad(x):
    y = (x * 2).sum()
    return torch.autograd.grad(y, x)


@case(lambda: (T(3, 4),))
def check(x):
    torch._check(x.shape[0] == 3)
    torch._check(x.shape[0] == 3, lambda: "no")
    return x + 1


@case(lambda: (T(0),))
def cls(x):
    return torch.Tensor([1, 2, 3]) + 1, torch.FloatTensor([1.0]), torch.LongTensor(2).shape


@case(lambda: (T(3, 4),))
def err(x):
    return x + torch.ones(7)


@case(lambda: (T(3, 4),))
def variable(x):
    from torch.autograd import Variable

    return Variable(x) + 1


@case(lambda: (T(3, 4),))
def linalg(x):
    return torch.linalg.svd(x @ x.t()), torch.linalg.inv(torch.eye(3)), x.norm(), x.norm(dim=1)


@case(lambda: (T(3, 4),))
def reduc(x):
    return (
        x.sum(),
        x.mean(-1),
        x.std(dim=0),
        x.max(),
        x.argmax(1),
        x.prod(),
        x.any(),
        x.all(),
        x.cumsum(0),
        x.var_mean(0) if False else torch.var_mean(x, 0),
    )


@case(lambda: (T(3, 4),))
def gather(x):
    return (
        x.gather(1, torch.zeros(3, 1, dtype=torch.long)),
        x.index_select(0, torch.tensor([0])),
        x.scatter(1, torch.zeros(3, 1, dtype=torch.long), 1.0),
        torch.where(x > 0, 1, 0),
        x.tril(),
        torch.triu(x),
    )


@case(lambda: (T(3, 4),))
def listsz(x):
    b, *rest = x.shape
    return (
        x.view(b, *rest),
        x.view([b] + rest),
        x.reshape((b,) + tuple(rest)),
        x.new_ones(x.shape),
        x.expand(b, 4),
        torch.zeros([b, 2]),
        x.view(torch.Size([4, 3])),
    )


@case(lambda: (T(3, 4),))
def typ(x):
    return (
        x.type(torch.FloatTensor),
        x.type("torch.DoubleTensor"),
        x.to(dtype=torch.half),
        x.to(torch.zeros(1)),
        x.float(),
    )


@case(lambda: (T(3, 4),))
def dt(x):
    return torch.finfo(x.dtype).min, torch.iinfo(torch.int32).max, x + torch.finfo(x.dtype).eps


@case(lambda: (T(3, 4),))
def masked(x):
    return x.masked_fill(x > 0, torch.finfo(x.dtype).min), x.masked_fill(x > 0, float("-inf"))


@case(lambda: (T(3, 4),))
def tt(x):
    return (
        torch.tensor(3.0) + x,
        torch.tensor([[1, 2], [3, 4]]),
        torch.as_tensor([1, 2]),
        torch.tensor(x.shape[0]),
        torch.scalar_tensor(3.0),
        torch.Tensor(3, 4).shape,
        torch.tensor(x.shape),
    )


@case(lambda: (T(3, 4),))
def vmapish(x):
    return (
        torch.broadcast_tensors(x, torch.ones(4)),
        torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"),
        torch.split(x, [1, 2]),
        torch.unbind(x),
        torch.tensor_split(x, 3),
        torch.broadcast_shapes((3, 1), (1, 4)),
        torch.cdist(x, x),
    )


@case(lambda: (T(3, 4),))
def ops2(x):
    return torch.ops.aten.relu.default(x), torch.ops.aten.mm(x, x.t())


@case(lambda: (T(3, 4),))
def mathf(x):
    import math

    return x * math.sqrt(x.shape[-1]), math.pi * x, math.floor(2.5), math.log(4)


@case(lambda: (T(3, 4),))
def kw(x):
    return (
        torch.sum(input=x, dim=0),
        x.sum(dim=0, dtype=torch.float64),
        torch.cat(tensors=(x, x), dim=0),
        torch.add(x, x, alpha=2),
    )


@case(lambda: (T(3, 4),))
def mapf(x):
    return list(map(torch.sin, [x, x])), [t.sum() for t in (x, x)], dict(a=x)["a"] + 1


@case(lambda: (T(3, 4),))
def compileinner(x):
    return torch.compile(f_in)(x)


def f_in(x):
    return x + 1


@case(lambda: (T(3, 4),))
def disabled(x):
    return dis(x) + 1


@torch.compiler.disable
def dis(x):
    return x * 2


@case(lambda: (T(3, 4),))
def gb(x):
    y = x + 1
    torch._dynamo.graph_break()
    return y * 2


@case(lambda: (T(3, 4),))
def bincount(x):
    return torch.bincount(torch.tensor([1, 2]))


@case(lambda: (T(3, 4),))
def repeat_interleave(x):
    return x.repeat_interleave(2, 0), torch.repeat_interleave(x, torch.tensor([1, 2, 3]), dim=0)


@case(lambda: (T(3, 4),))
def views2(x):
    return (
        x.as_strided((2, 2), (1, 2)),
        x.view_as(x),
        x.expand_as(x),
        x.narrow(0, 0, 2),
        x.select(0, 1),
        x.diagonal(),
        x.movedim(0, 1),
        x.swapaxes(0, 1),
        x.unfold(0, 2, 1),
        x.view(torch.int32),
    )


@case(lambda: (T(3, 4),))
def rngstate(x):
    s = torch.get_rng_state()
    y = x + 1
    torch.set_rng_state(s)
    return y


@case(lambda: (T(3, 4),))
def isfn(x):
    return torch.isnan(x).any(), torch.isinf(x), x.isfinite(), torch.is_nonzero(torch.tensor(1)) if False else 0
