"""Configurations: objects that say how large a model is, made small enough to run.

A configuration class is one that a parameter named `config` is annotated with, that the model's class names
(`config_class`), or that the module imports. Which one fits is told by the attributes that the constructor reads. Made
from its own defaults it describes a model as large as the published one; its sizes are reduced in steps: first all that
look like sizes, then only layers and vocabulary, which leave the other proportions alone, then nothing.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.inputs import names
from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Literal, Sequence, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_DEPTH = 2
"""How deep configurations inside configurations are reduced."""
_TOKEN = re.compile(r"\w*token_id|\w*token_index|pad_index|(bos|eos|unk|mask|pad|sep|cls)_(id|idx|index)|\w*_token")
_VOCABULARY = re.compile(r"(\w*_)?vocab(ulary)?(_?size)?|n_?words|num_embeddings")
_LAYERS = re.compile(
    r"(\w*_)?(num|n)_(\w*_)?(layers?|blocks?|stages?)|(\w*_)?(layers?|depth)|num_hidden_layers(_\w+)?|n_layer"
)
_LENGTHS = re.compile(r"depths|(\w*_)?(layers|blocks|depths)")
"""Lists of numbers of layers, one for each stage."""


def is_config(parameter: inspect.Parameter) -> bool:
    """Whether a parameter takes a configuration, by its annotation's name or its own."""
    annotation = parameter.annotation
    if isinstance(annotation, type) and annotation is not parameter.empty and annotation.__module__ != "builtins":
        return looks_like_config(annotation)
    lowered = parameter.name.lower()
    return lowered in names.CONFIGS or lowered.endswith(("_config", "_cfg", "_args"))


def looks_like_config(wanted: type) -> bool:
    """Whether a class is called a configuration."""
    return wanted.__name__.endswith(("Config", "Configuration", "Cfg", "Args", "Hyperparameters", "HParams"))


def classes(owner: type, annotation: Any, module: Mapping[str, Any]) -> list[type]:
    """The classes that a configuration may be of, the likeliest first."""
    found: dict[type, None] = {}
    known = getattr(owner, "config_class", None)
    if isinstance(known, type):
        found[known] = None
    here = [value for value in module.values() if isinstance(value, type) and looks_like_config(value)]
    if isinstance(annotation, type):
        found.update(
            dict.fromkeys(value for value in here if issubclass(value, annotation) and value is not annotation)
        )
        found[annotation] = None
    else:
        found.update(dict.fromkeys(here))
    return list(found)


def ranked(candidates: list[type], read: list[str]) -> list[type]:
    """The classes that can be made from defaults, those first whose instances have what is read."""
    scored: list[tuple[int, type]] = []
    for candidate in candidates:
        plain = made(candidate)
        if plain is not None:
            scored.append((sum(attribute(plain, name) is None for name in read), candidate))
    return [candidate for _, candidate in sorted(scored, key=lambda pair: pair[0])]


def lacking(wanted: type, read: list[str]) -> list[str]:
    """What is read that an instance does not have."""
    plain = made(wanted)
    return [name for name in read if attribute(plain, name) is None]


def attribute(found: Any, name: str) -> Any | None:
    """An attribute, or None: a configuration's own `__getattr__` may raise anything."""
    try:
        return getattr(found, name, None)
    except Exception:  # noqa: BLE001 - as said
        return None


def made(wanted: type, **kwargs: Any) -> Any | None:
    """An instance, if these arguments and the class's defaults make one."""
    try:
        return wanted(**kwargs)
    except Exception:  # noqa: BLE001 - whatever a user's constructor raises: it cannot be made like that
        return None


def variants(wanted: type, dotted: Callable[[type], str]) -> Iterator[Value]:
    """The configuration with all sizes reduced, much or less, with fewer layers only, and as it is."""
    seen: set[str] = set()
    for rule in (_tiny, _small, _shallow, _as_it_is):
        value = _reduced(wanted, made(wanted), rule, dotted, 0)
        if value is not None and str(value) not in seen:
            seen.add(str(value))
            yield value


def _reduced(
    wanted: type, plain: Any, rule: Callable[[str, Any], Any], dotted: Callable[[type], str], depth: int
) -> Call | None:
    """A call of the class with what the rule reduces; arguments that it does not stand are left out."""
    if plain is None:
        return None
    kwargs: dict[str, Value] = {}
    real: dict[str, Any] = {}
    for key, value in _settable(wanted, plain).items():
        if dataclasses.is_dataclass(value) or (hasattr(value, "__dict__") and looks_like_config(type(value))):
            inner = _reduced(type(value), made(type(value)), rule, dotted, depth + 1) if depth < _DEPTH else None
            small = None if inner is None else made(type(value), **_plain(inner))
            if inner is not None and inner.arguments.kwargs and small is not None:
                kwargs[key], real[key] = inner, small
            continue
        reduced = rule(key, value)
        if reduced != value and not _counts_a_list(wanted, plain, key, reduced):
            kwargs[key], real[key] = names.literal(reduced), reduced
    _move_tokens(plain, kwargs, real)
    if made(wanted, **real) is None:
        kwargs = {key: value for key, value in kwargs.items() if made(wanted, **{key: real[key]}) is not None}
        if made(wanted, **{key: real[key] for key in kwargs}) is None:
            kwargs = {}
    return Call(names.name(dotted(wanted)), Arguments((), tuple(kwargs.items())))


def _counts_a_list(wanted: type, plain: Any, key: str, reduced: Any) -> bool:
    """Whether a list keeps the length that a number says if the number is reduced: `depths` beside `num_stages`."""
    value = attribute(plain, key)
    if type(value) is not int or value < 2:
        return False
    of_length = {name for name, other in vars(plain).items() if isinstance(other, list | tuple) and len(other) == value}
    other = made(wanted, **{key: reduced}) if of_length else None
    return other is not None and any(len(attribute(other, name) or ()) == value for name in of_length)


def _plain(value: Call) -> dict[str, Any]:
    """The literal arguments of a call of the spec."""
    return {key: _object(item) for key, item in value.arguments.kwargs if not isinstance(item, Call)}


def _object(value: Value) -> Any:
    if isinstance(value, Sequence):
        return value.kind(_object(item) for item in value.items)
    assert isinstance(value, Literal)
    return value.value


def _settable(wanted: type, plain: Any) -> dict[str, Any]:
    """The attributes of an instance that its constructor takes by the same name."""
    attributes = {key: value for key, value in getattr(plain, "__dict__", {}).items() if not key.startswith("_")}
    try:
        parameters = inspect.signature(wanted).parameters
    except (TypeError, ValueError):
        return {}
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return attributes
    return {key: value for key, value in attributes.items() if key in parameters}


def smaller(found: Mapping[str, inspect.Parameter]) -> dict[str, Value]:
    """Smaller values for the parameters that have a number as their default and the name of a size."""
    defaults = {key: parameter.default for key, parameter in found.items() if type(parameter.default) is int}
    return {key: Literal(_tiny(key, value)) for key, value in defaults.items() if _tiny(key, value) != value}


def _as_it_is(key: str, value: Any) -> Any:  # noqa: ARG001 - a rule's signature
    return value


def _shallow(key: str, value: Any) -> Any:
    """Fewer layers, and a small vocabulary."""
    if type(value) is int:
        if _LAYERS.fullmatch(key):
            return min(value, names.LAYERS)
        if _VOCABULARY.fullmatch(key):
            return min(value, 4 * names.VOCABULARY)
    if isinstance(value, list | tuple) and _LENGTHS.fullmatch(key) and all(type(item) is int for item in value):
        return type(value)(min(item, 1) for item in value)
    return value


def _tiny(key: str, value: Any) -> Any:
    """All that looks like a size."""
    small = names.SMALL_ATTRIBUTES.get(key)
    if small is not None and type(value) is int and value > small:
        return small
    return _shallow(key, value)


def _small(key: str, value: Any) -> Any:
    """As `_tiny`, with twice the width and the heads."""
    small = names.SMALL_ATTRIBUTES.get(key)
    if small is not None and type(value) is int and value > 2 * small and not _LAYERS.fullmatch(key):
        return 2 * small
    return _shallow(key, value)


def _move_tokens(plain: Any, kwargs: dict[str, Value], real: dict[str, Any]) -> None:
    """Numbers of special tokens that the smaller vocabulary does not have become its last ones, each another."""
    sizes = [value for key, value in real.items() if _VOCABULARY.fullmatch(key)]
    if not sizes:
        return
    free = min(sizes) - 1
    for key, value in getattr(plain, "__dict__", {}).items():
        if type(value) is int and _TOKEN.fullmatch(key) and value >= min(sizes):
            kwargs[key], real[key] = Literal(free), free
            free -= 1
