"""The class names that releases of torch use for our kinds.

Two tables. `RELEASES` names the class under which a release tracks what we give a kind of its own. `MERGED` names the
specialised classes of a release that are one kind to a user.

Learnt by running torch 2.13.0 over values of each sort and reading off the class that it made
(`tests/vocab/test_releases.py` does it again).
"""

from __future__ import annotations

RELEASES: dict[str, dict[str, str]] = {
    "2.13": {
        "DeterministicAlgorithmsVariable": "ConstantVariable",
        "EnumVariable": "UserDefinedObjectVariable",
        "BuiltinMethodVariable": "GetAttrVariable",
        "FunctoolsWrapsVariable": "FunctoolsPartialVariable",
        "ObjectIteratorVariable": "UserDefinedObjectVariable",
        "PlacementVariable": "TorchScriptObjectVariable",
        "RegexPatternVariable": "ConstantLikeVariable",
        "TorchVersionVariable": "UserDefinedConstantVariable",
    },
}
"""Our kind -> the class of that release, where the two names differ. Not one to one: several kinds share a class."""

MERGED: dict[str, dict[str, str]] = {
    "2.13": {
        "BaseBuiltinVariable": "BuiltinVariable",
        "CommonListMethodsVariable": "BaseListVariable",
        "DictBuiltinVariable": "BuiltinVariable",
        "GetAttrBuiltinVariable": "BuiltinVariable",
        "HasAttrBuiltinVariable": "BuiltinVariable",
        "IterBuiltinVariable": "BuiltinVariable",
        "ListBuiltinVariable": "BuiltinVariable",
        "SetAttrBuiltinVariable": "BuiltinVariable",
    },
}
"""A class of that release -> our kind, where the release splits one kind into several classes."""


def canonical(class_name: str, release: str) -> str:
    """Our name for a class of `torch._dynamo`; the same name where they do not differ.

    Lossy the other way round: a release that tracks an enum member as a `UserDefinedObjectVariable` yields that.
    Compare kinds with `agrees`.
    """
    return _table(MERGED, release).get(class_name, class_name)


def release_name(kind: str, release: str) -> str:
    """The class under which a release of torch tracks what we call `kind`."""
    return _table(RELEASES, release).get(kind, kind)


def agrees(kind: str, class_name: str, release: str) -> bool:
    """Whether `kind` is what a release means when it tracks a value as `class_name`."""
    merged = canonical(class_name, release)
    return merged == kind or merged == release_name(kind, release)


def _table(tables: dict[str, dict[str, str]], release: str) -> dict[str, str]:
    key = ".".join(release.split(".")[:2])
    if key not in tables:
        raise ValueError(f"torch {release} is not known to the vocabulary: {', '.join(tables)} are")
    return tables[key]
