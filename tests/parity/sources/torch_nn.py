"""torch's own layers, each with plain inputs: what every model is made of."""

from __future__ import annotations

from functools import partial

from .base import Builder, Built, CaseRef, digest

# layer, constructor arguments, shapes of the inputs; "i" marks an input of small integers
LAYERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Linear": ("Linear", "4, 3", ("2 4",)),
    "Bilinear": ("Bilinear", "4, 5, 3", ("2 4", "2 5")),
    "Identity": ("Identity", "", ("2 4",)),
    "Flatten": ("Flatten", "", ("2 3 4",)),
    "Unflatten": ("Unflatten", "1, (2, 2)", ("3 4",)),
    "Conv1d": ("Conv1d", "3, 4, 3, padding=1", ("2 3 8",)),
    "Conv2d": ("Conv2d", "3, 4, 3", ("1 3 8 8",)),
    "Conv2d_reflect": ("Conv2d", "3, 4, 3, padding=1, padding_mode='reflect'", ("1 3 8 8",)),
    "Conv3d": ("Conv3d", "2, 2, 3", ("1 2 4 4 4",)),
    "ConvTranspose2d": ("ConvTranspose2d", "3, 4, 3, stride=2", ("1 3 4 4",)),
    "BatchNorm1d": ("BatchNorm1d", "4", ("3 4",)),
    "BatchNorm2d": ("BatchNorm2d", "3", ("2 3 4 4",)),
    "InstanceNorm2d": ("InstanceNorm2d", "3", ("2 3 4 4",)),
    "GroupNorm": ("GroupNorm", "2, 4", ("2 4 3",)),
    "LayerNorm": ("LayerNorm", "4", ("2 3 4",)),
    "RMSNorm": ("RMSNorm", "4", ("2 3 4",)),
    "LocalResponseNorm": ("LocalResponseNorm", "2", ("1 4 3 3",)),
    "Embedding": ("Embedding", "10, 4", ("i2 3",)),
    "EmbeddingBag": ("EmbeddingBag", "10, 4", ("i2 3",)),
    "ReLU": ("ReLU", "", ("2 4",)),
    "GELU": ("GELU", "", ("2 4",)),
    "PReLU": ("PReLU", "", ("2 4",)),
    "Softmax": ("Softmax", "-1", ("2 4",)),
    "Threshold": ("Threshold", "0.1, 20", ("2 4",)),
    "Dropout": ("Dropout", "0.5", ("2 4",)),
    "MaxPool2d": ("MaxPool2d", "2", ("1 2 4 4",)),
    "MaxPool2d_indices": ("MaxPool2d", "2, return_indices=True", ("1 2 4 4",)),
    "AvgPool2d": ("AvgPool2d", "2", ("1 2 4 4",)),
    "AdaptiveAvgPool2d": ("AdaptiveAvgPool2d", "(2, 2)", ("1 2 5 5",)),
    "FractionalMaxPool2d": ("FractionalMaxPool2d", "2, output_ratio=0.5", ("1 2 6 6",)),
    "Upsample": ("Upsample", "scale_factor=2, mode='bilinear'", ("1 2 3 3",)),
    "PixelShuffle": ("PixelShuffle", "2", ("1 4 3 3",)),
    "Fold": ("Fold", "(4, 4), 2", ("1 8 9",)),
    "ZeroPad2d": ("ZeroPad2d", "1", ("1 2 3 3",)),
    "RNN": ("RNN", "4, 5", ("3 2 4",)),
    "LSTM": ("LSTM", "4, 5, num_layers=2", ("3 2 4",)),
    "GRU": ("GRU", "4, 5, bidirectional=True", ("3 2 4",)),
    "LSTMCell": ("LSTMCell", "4, 5", ("2 4",)),
    "GRUCell": ("GRUCell", "4, 5", ("2 4",)),
    "MultiheadAttention": ("MultiheadAttention", "8, 2", ("3 1 8", "3 1 8", "3 1 8")),
    "MultiheadAttention_batch_first": ("MultiheadAttention", "8, 2, batch_first=True", ("1 3 8", "1 3 8", "1 3 8")),
    "TransformerEncoderLayer": ("TransformerEncoderLayer", "8, 2, 16, batch_first=True", ("1 3 8",)),
    "TransformerDecoderLayer": ("TransformerDecoderLayer", "8, 2, 16", ("3 1 8", "3 1 8")),
    "Transformer": ("Transformer", "8, 2, 1, 1, 16", ("3 1 8", "3 1 8")),
    "CosineSimilarity": ("CosineSimilarity", "", ("2 4", "2 4")),
    "MSELoss": ("MSELoss", "", ("2 4", "2 4")),
    "CrossEntropyLoss": ("CrossEntropyLoss", "", ("3 10", "i3")),
    "BCEWithLogitsLoss": ("BCEWithLogitsLoss", "", ("2 4", "2 4")),
    "TripletMarginLoss": ("TripletMarginLoss", "", ("2 4", "2 4", "2 4")),
    "AdaptiveLogSoftmaxWithLoss": ("AdaptiveLogSoftmaxWithLoss", "4, 10, [3, 6]", ("3 4", "i3")),
}
MODES = ("eval", "train")


class TorchLayersSource:
    """`NAME/eval` and `NAME/train` for every layer."""

    name = "nn"

    def cases(self) -> list[CaseRef]:
        return [
            CaseRef(f"{name}/{mode}", name, mode, digest(repr(layer), mode))
            for name, layer in LAYERS.items()
            for mode in MODES
        ]

    def prepare(self) -> None:
        """Nothing is shared but torch."""

    def load(self, group: str) -> dict[str, Builder]:
        return {f"{group}/{mode}": partial(_build, group, mode) for mode in MODES}

    def is_user(self, file: str) -> bool:
        return file.startswith("torch/nn/modules/")


def _build(name: str, mode: str) -> Built:
    import torch

    layer, arguments, shapes = LAYERS[name]
    torch.manual_seed(0)
    module = eval(f"torch.nn.{layer}({arguments})", {"torch": torch})
    module.train(mode == "train")
    inputs = []
    for shape in shapes:
        sizes = [int(n) for n in shape.removeprefix("i").split()]
        inputs.append(torch.randint(0, 10, sizes) if shape.startswith("i") else torch.rand(*sizes))
    return Built(module, inputs)
