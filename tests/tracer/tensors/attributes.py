"""Attributes, sizes, views, storages."""

import torch
from tests.tracer.tensors.cases import Cases
from torch._dynamo import mark_dynamic

case = Cases()
T = torch.randn


def dyn(*sizes):
    x = torch.randn(*sizes)
    mark_dynamic(x, 0)
    return x


@case(lambda: (T(3, 4),))
def sizes(x):
    b, c = x.shape
    n = x.size(0)
    m = x.size(-1)
    s = x.size()
    st = x.stride()
    return (
        x.view(x.size(0), -1)
        + b * c
        + n
        + m
        + s[0]
        + x.shape[1]
        + st[0]
        + x.numel()
        + x.dim()
        + x.ndim
        + x.nelement()
        + len(x.shape)
        + x.stride(1)
        + x.shape.numel()
    )


@case(lambda: (T(3, 4),))
def props(x):
    return (
        x.T,
        x.mT,
        x.H,
        x.real,
        x.is_cuda,
        x.requires_grad,
        x.dtype,
        x.device,
        x.layout,
        x.is_sparse,
        x.is_quantized,
        x.data,
        x.grad,
        x.is_leaf,
        x.itemsize,
        x.nbytes,
        x.is_meta,
    )


@case(lambda: (T(3, 4),))
def dtypes(x):
    y = x.to(torch.float64).half().float().double().to(x.dtype).to(x.device).type(torch.float32).type_as(x)
    z = x.long().int().bool()
    return y, z, x.is_floating_point(), x.is_complex(), x.type(), x.element_size(), x.get_device(), x.is_contiguous()


@case(lambda: (T(3, 4),))
def isinst(x):
    return (
        isinstance(x, torch.Tensor),
        isinstance(x, torch.nn.Parameter),
        type(x) is torch.Tensor,
        x.__class__,
        isinstance(x, (int, torch.Tensor)),
        hasattr(x, "shape"),
        hasattr(x, "foo"),
        getattr(x, "bar", 3),
        callable(x),
        x + 1,
    )


@case(lambda: (T(3, 4),))
def reqgrad(x):
    y = x.sin()
    return y.requires_grad, y.detach().requires_grad, x.requires_grad_(False)


@case(lambda: (T(3, 4),))
def reqgrad2(x):
    y = x.clone().requires_grad_()
    return (y * 2).detach()


@case(lambda: (T(3, 4),))
def attrs(x):
    y = x + 1
    y.foo = 3
    x.bar = y
    return y.foo + x.bar


@case(lambda: (T(3, 4),))
def same(x):
    y = x.add_(1)
    return y is x, x is x, x.view(-1) is x


@case(lambda: (T(3, 4),))
def views(x):
    y = x.clone()
    v = y.view(-1)
    v.add_(1)
    y.t().mul_(2)
    y.unsqueeze_(0)
    return y, v, y.shape[0]


@case(lambda: (T(3, 4),))
def inplview(x):
    x.unsqueeze_(0)
    return x + 1


@case(lambda: (T(3, 4),))
def storage(x):
    s = x.untyped_storage()
    return s.size(), x.data_ptr() == x.data_ptr(), x + 1


@case(lambda: (T(3, 4),))
def retshape(x):
    s = x.shape
    return s


@case(lambda: (T(3, 4).requires_grad_(),))
def gradx(x):
    return x.grad, x + 1


@case(lambda: (T(3, 4).requires_grad_(),))
def gfn2(x):
    y = x * 2
    return y.grad_fn is None, y.is_leaf


@case(lambda: (T(3, 4),))
def augattr(x):
    x.requires_grad = False
    return x + 1


@case(lambda: (T(3, 4),))
def contig(x):
    return (
        x.t().is_contiguous(),
        x.t().contiguous().is_contiguous(),
        x.stride(),
        x.t().stride(0),
        x.storage_offset(),
        x.is_pinned() if False else 0,
    )


@case(lambda: (T(3, 4),))
def hash_(x):
    d = {x: 1}
    return d[x], x in d, x + 1


@case(lambda: (T(3, 4),))
def device_cmp(x):
    return (
        x.device == torch.device("cpu"),
        x.device.type,
        str(x.device),
        x.dtype == torch.float32,
        x.dtype.is_floating_point,
        x.device.index,
        x.dtype in (torch.float32,),
        x + 1,
    )


@case(lambda: (T(1, 3, 4),))
def squeeze_(x):
    y = x + 1
    y.squeeze_(0)
    return y.shape, y
