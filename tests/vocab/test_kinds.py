"""The kinds: unique, each with what a user reads about it, and named as torch names them."""

import importlib
import inspect
import pkgutil

import pytest

from fullgraph_vocab import kinds
from fullgraph_vocab.explain import kind_summary
from fullgraph_vocab.kinds import FAMILIES, KINDS, MERGED, RELEASES, agrees, canonical, release_name
from fullgraph_vocab.pages import PAGES


def torch_classes() -> set[str]:
    pytest.importorskip("torch")
    import torch._dynamo.symbolic_convert  # noqa: F401 - the variables cannot be imported before it
    import torch._dynamo.variables as variables

    found = set()
    for module_info in pkgutil.walk_packages(variables.__path__, variables.__name__ + "."):
        module = importlib.import_module(module_info.name)
        found |= {
            name
            for name, value in vars(module).items()
            if inspect.isclass(value)
            and issubclass(value, variables.VariableTracker)
            and value.__module__ == module.__name__
        }
    return found


def test_every_kind_says_what_it_tracks_and_means():
    for kind in KINDS.values():
        for line in (kind.tracks, kind.graph):
            assert line.strip() == line, kind
            assert line[-1] not in ",;", kind
        assert kind.name.isidentifier()


def test_families_hold_every_kind_once():
    assert sorted(k.name for family in FAMILIES.values() for k in family) == sorted(KINDS)


def test_every_class_of_torch_has_a_name_here():
    missing = {name for name in torch_classes() if canonical(name, "2.13") not in KINDS}
    assert not missing


def test_every_kind_is_a_class_of_torch_or_mapped_to_one():
    classes = torch_classes()
    assert not {name for name in KINDS if release_name(name, "2.13") not in classes}
    assert set(RELEASES["2.13"]).isdisjoint(classes), "torch has this class under our name: no mapping is needed"
    assert set(MERGED["2.13"]) <= classes


@pytest.mark.parametrize(
    ("kind", "class_name", "holds"),
    [
        ("TensorVariable", "TensorVariable", True),
        ("EnumVariable", "UserDefinedObjectVariable", True),
        ("UserDefinedObjectVariable", "UserDefinedObjectVariable", True),
        ("BuiltinVariable", "IterBuiltinVariable", True),
        ("ListVariable", "TupleVariable", False),
        ("EnumVariable", "ConstantVariable", False),
    ],
)
def test_agreement_with_a_release(kind, class_name, holds):
    assert agrees(kind, class_name, "2.13.0+cpu") is holds


def test_an_unknown_release_is_an_error():
    with pytest.raises(ValueError, match=r"1\.0"):
        canonical("TensorVariable", "1.0")


def test_every_kind_has_a_page_that_agrees_with_the_table():
    for kind in KINDS.values():
        text = kind.page.read_text(encoding="utf-8")
        assert text.startswith(f"# {kind.name}\n\n{kind_summary(kind)}\n"), kind


def test_every_kind_page_is_of_a_kind():
    assert {path.stem for path in (PAGES / "kinds").glob("*")} == set(KINDS)


def test_lookup():
    assert kinds.kind("TensorVariable").family == "tensor"
    with pytest.raises(KeyError):
        kinds.kind("NoSuchVariable")
