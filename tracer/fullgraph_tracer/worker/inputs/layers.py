"""What a module's own layers say about the tensors that it takes: the first layers first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from fullgraph_tracer.worker.inputs.names import BATCH, CHANNELS, LENGTH, SIDE, VOCABULARY, WIDTH, tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_tracer.worker.inputs.spec import Tensor

_LOOKED_AT = 4
"""How many leaves are asked."""
_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
_NORMS_AND_POOLS = {
    1: (nn.BatchNorm1d, nn.InstanceNorm1d),
    2: (nn.BatchNorm2d, nn.InstanceNorm2d),
    3: (nn.BatchNorm3d,),
}

GENERIC = (
    tensor("f32", 4, 4, 4, 4),
    tensor("f32", BATCH, 3, 32, 32),
    tensor("f32", BATCH, WIDTH),
    tensor("f32", BATCH, LENGTH, WIDTH),
    tensor("f32", 4, 4),
    tensor("f32", 4, 4, 4),
    tensor("i64", BATCH, LENGTH, high=4),
    tensor("f32", 4),
    tensor("f32", 4, 4, 4, 4, 4),
)
"""Tensors to try where no layer says anything."""


def tensors(module: nn.Module | None) -> tuple[Tensor, ...]:
    """Tensors that the first layers would take, then the generic ones; each once."""
    found: dict[Tensor, None] = {}
    if module is not None:
        leaves = [leaf for leaf in module.modules() if not any(True for _ in leaf.children()) or _knows(leaf)]
        telling = (list(_of_leaf(leaf)) for leaf in leaves)
        for candidates in [item for item in telling if item][:_LOOKED_AT]:
            found.update(dict.fromkeys(candidates))
    found.update(dict.fromkeys(GENERIC))
    return tuple(found)


def _knows(leaf: nn.Module) -> bool:
    return isinstance(leaf, nn.MultiheadAttention)


def _of_leaf(leaf: nn.Module) -> Iterator[Tensor]:  # noqa: C901 - one answer for each sort of layer
    if isinstance(leaf, nn.Embedding | nn.EmbeddingBag):
        yield tensor("i64", BATCH, LENGTH, high=min(leaf.num_embeddings, VOCABULARY))
    elif isinstance(leaf, nn.Linear):
        yield tensor("f32", BATCH, LENGTH, leaf.in_features)
        yield tensor("f32", BATCH, leaf.in_features)
        yield tensor("f32", 4, 4, 4, leaf.in_features)
    elif isinstance(leaf, _CONVOLUTIONS):
        rank = len(leaf.kernel_size)
        yield tensor("f32", BATCH, leaf.in_channels, *(SIDE,) * rank)
        yield tensor("f32", BATCH, leaf.in_channels, *(4 * SIDE,) * rank)
    elif isinstance(leaf, nn.MultiheadAttention):
        yield tensor("f32", BATCH, LENGTH, leaf.embed_dim)
    elif isinstance(leaf, nn.RNNBase):
        yield tensor("f32", BATCH, LENGTH, leaf.input_size)
    elif isinstance(leaf, nn.RNNCellBase):
        yield tensor("f32", BATCH, leaf.input_size)
    elif isinstance(leaf, nn.LayerNorm):
        yield tensor("f32", BATCH, LENGTH, *leaf.normalized_shape)
    for rank, kinds in _NORMS_AND_POOLS.items():
        if isinstance(leaf, kinds):
            features = leaf.num_features  # an integer, which pyright loses with `kinds`
            yield tensor("f32", BATCH, features, *(SIDE,) * rank)  # pyright: ignore[reportArgumentType]
    if isinstance(leaf, nn.GroupNorm):
        yield tensor("f32", BATCH, leaf.num_channels, SIDE, SIDE)


def width(module: nn.Module | None) -> int:
    """The size of the last dimension that the module's parts agree on most likely."""
    if module is None:
        return WIDTH
    for leaf in module.modules():
        if isinstance(leaf, nn.MultiheadAttention | nn.Embedding):
            return leaf.embed_dim if isinstance(leaf, nn.MultiheadAttention) else leaf.embedding_dim
        if isinstance(leaf, nn.Linear):
            return leaf.in_features
        if isinstance(leaf, nn.LayerNorm):
            return leaf.normalized_shape[-1]
    return WIDTH


def vocabulary(module: nn.Module | None) -> int:
    """The smallest number of embeddings: indices below it fit everywhere."""
    sizes = [leaf.num_embeddings for leaf in module.modules() if isinstance(leaf, nn.Embedding)] if module else []
    large = [size for size in sizes if size > CHANNELS]
    return min([*(large or sizes), VOCABULARY])
