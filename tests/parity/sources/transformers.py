"""Tiny random-weight transformers models, in eval and in train mode, from recipes in a json file given by path.

A recipe has `cls`, `config` (class and arguments), `inputs` and per mode further inputs (each a spec: `{"int": [lo, hi],
"shape": [...]}`, `{"randn": [...]}`, `{"mask": [B, T]}` ...), and `special`: a step of decoding, or a static cache.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from .base import Builder, Built, CaseRef, digest

VOCABULARY = 100
MODES = ("eval", "train")


class TransformersSource:
    """`NAME/eval` and `NAME/train` for every recipe."""

    name = "hf"

    def __init__(self, recipes: Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        data = json.loads(recipes.read_text())
        self.seed: int = data["seed"]
        self.recipes: dict[str, Any] = data["cases"]

    def cases(self) -> list[CaseRef]:
        from importlib.metadata import version

        release = version("transformers")
        return [
            CaseRef(f"{name}/{mode}", name, mode, digest(release, mode, json.dumps(recipe, sort_keys=True)))
            for name, recipe in _interleaved(self.recipes)
            for mode in MODES
        ]

    def prepare(self) -> None:
        from .torchvision_operators import declare_operators

        declare_operators()
        import transformers.modeling_utils  # noqa: F401 - lazily loaded otherwise, in every fork

    def load(self, group: str) -> dict[str, Builder]:
        recipe = self.recipes[group]
        return {f"{group}/{mode}": partial(self._build, recipe, mode) for mode in MODES}

    def is_user(self, file: str) -> bool:
        return file.startswith("transformers/")

    def _build(self, recipe: dict[str, Any], mode: str) -> Built:
        import torch
        import transformers

        torch.manual_seed(self.seed)
        config = getattr(transformers, recipe["config"][0])(**copy.deepcopy(recipe["config"][1]))
        model = getattr(transformers, recipe["cls"].split("@")[0])(config)
        model.train(mode == "train")
        torch.manual_seed(self.seed + 1)
        kwargs = {name: make_input(spec) for name, spec in {**recipe["inputs"], **recipe[mode]}.items()}
        if recipe["special"]:
            kwargs = SPECIAL[recipe["special"]](model, kwargs)
        return Built(model, (), kwargs, no_grad=mode == "eval")


def _interleaved(recipes: dict[str, Any]) -> list[tuple[str, Any]]:
    """Recipes spread over their families, so that the first N of them are a fair sample."""
    families: dict[str, list[str]] = {}
    for name, recipe in recipes.items():
        families.setdefault(recipe["family"], []).append(name)
    places = [
        ((index + 1) / (len(names) + 1), family, name)
        for family, names in families.items()
        for index, name in enumerate(names)
    ]
    return [(name, recipes[name]) for *_, name in sorted(places)]


def make_input(spec: Any) -> Any:
    """The value that an input spec stands for."""
    import torch

    if not isinstance(spec, dict):
        return spec
    dtype = getattr(torch, spec.get("dtype", "float32"))
    makers: dict[str, Callable[[Any], Any]] = {
        "int": lambda bounds: torch.randint(bounds[0], bounds[1], tuple(spec["shape"])),
        "randn": lambda shape: torch.randn(*shape),
        "rand": lambda shape: torch.rand(*shape),
        "ones": lambda shape: torch.ones(*shape, dtype=dtype),
        "zeros": lambda shape: torch.zeros(*shape, dtype=dtype),
        "mask": _padded_mask,
        "tensor": lambda values: torch.tensor(values, dtype=dtype),
        "list": lambda specs: [make_input(s) for s in specs],
        "py": lambda value: value,
    }
    for key, maker in makers.items():
        if key in spec:
            return maker(spec[key])
    raise ValueError(f"no input spec: {spec}")


def _padded_mask(shape: list[int]) -> Any:
    import torch

    mask = torch.ones(*shape, dtype=torch.long)
    mask[-1, -3:] = 0
    return mask


def _decode_step(model: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """One more token after a prefill in eager mode."""
    import torch
    from transformers import DynamicCache

    training = model.training
    model.eval()
    with torch.no_grad():
        filled = model(**kwargs, use_cache=True, past_key_values=DynamicCache(config=model.config)).past_key_values
    model.train(training)
    batch, length = kwargs["input_ids"].shape
    return {
        "input_ids": torch.randint(3, VOCABULARY, (batch, 1)),
        "attention_mask": torch.ones(batch, length + 1, dtype=torch.long),
        "past_key_values": filled,
        "use_cache": True,
    }


def _static_cache(model: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    from transformers import StaticCache

    return {**kwargs, "past_key_values": StaticCache(config=model.config, max_cache_len=32), "use_cache": True}


SPECIAL = {"decode_step": _decode_step, "static_cache": _static_cache}
