"""Kinds of containers and iterators."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

DICTS = family(
    "dicts",
    (
        "ConstDictVariable",
        "a `dict`, with insertion order",
        "items are tracked one by one, no node; changes to the caller's dict are replayed after the graph",
    ),
    (
        "DefaultDictVariable",
        "a `collections.defaultdict`",
        "as a dict; the factory is called while tracing when a key is missing",
    ),
    ("DictKeySetVariable", "the keys of a dict, as a set", "membership and set operations are evaluated while tracing"),
    (
        "SetVariable",
        "a `set`",
        "items are tracked one by one; membership is evaluated while tracing; tensors count by identity",
    ),
    ("FrozensetVariable", "a `frozenset`", "as a set, without changes"),
    ("MappingProxyVariable", "a `types.MappingProxyType`", "reads go to the dict behind it"),
    (
        "NNModuleHooksDictVariable",
        "a module's dictionary of hooks, such as `_forward_hooks`",
        "read to decide whether hooks run; hooks are inlined",
    ),
    ("DictViewVariable", "a view of a dict", "reads go to the dict behind it; no node"),
    ("DictKeysVariable", "`d.keys()`", "iterated and compared while tracing; no node"),
    ("DictValuesVariable", "`d.values()`", "iterated while tracing; no node"),
    ("DictItemsVariable", "`d.items()`", "iterated while tracing; no node"),
    ("DunderDictVariable", "an object's `__dict__`", "reads and writes are attribute reads and writes of the object"),
    (
        "OrderedDictVariable",
        "a `collections.OrderedDict`",
        "as a dict, with `move_to_end` and order-aware comparison; no node",
    ),
    ("OrderedSetVariable", "a `torch.utils._ordered_set.OrderedSet`", "as a set that keeps insertion order"),
    (
        "OrderedSetClassVariable",
        "the class `torch.utils._ordered_set.OrderedSet`",
        "calling it makes a tracked ordered set",
    ),
)

LISTS = family(
    "lists",
    ("BaseListVariable", "any sequence whose items are tracked", "abstract; no node for the sequence itself"),
    (
        "ListVariable",
        "a `list`",
        "items are tracked one by one; changes to the caller's list are replayed after the graph",
    ),
    ("TupleVariable", "a `tuple`", "items are tracked one by one; no node"),
    ("NamedTupleVariable", "a `namedtuple` or `typing.NamedTuple`", "as a tuple, with fields by name"),
    ("RangeVariable", "a `range`", "its length is known while tracing, so a loop over it is unrolled"),
    ("SliceVariable", "a `slice`", "part of an indexing node; bounds that are tensors end the graph"),
    ("ListIteratorVariable", "an iterator over a list", "its position is followed while tracing; loops are unrolled"),
    ("TupleIteratorVariable", "an iterator over a tuple", "its position is followed while tracing; loops are unrolled"),
    (
        "SizeVariable",
        "a `torch.Size`",
        "its entries are constants, or symbols where the size is dynamic; no node unless symbolic",
    ),
    ("DequeVariable", "a `collections.deque`", "as a list, with `maxlen`; changes are replayed after the graph"),
    ("RangeIteratorVariable", "an iterator over a `range`", "the loop is unrolled while tracing"),
    (
        "StructSequenceVariable",
        "a struct sequence, such as the result of `torch.max(x, dim=0)`",
        "a tuple with fields by name",
    ),
)

ITER = family(
    "iter",
    ("IteratorVariable", "an iterator with its state", "consumed lazily while tracing; loops over it are unrolled"),
    (
        "ObjectIteratorVariable",
        "`iter(obj)` of an object that has `__getitem__`, or `iter(callable, sentinel)`",
        "each step inlines the object's method",
    ),
    ("ItertoolsVariable", "a function of `itertools`", "a call gives an iterator that is consumed while tracing"),
    ("CountIteratorVariable", "`itertools.count()`", "endless; followed as far as it is consumed"),
    ("RepeatIteratorVariable", "`itertools.repeat(x)`", "endless without a count; followed as far as it is consumed"),
    ("ZipVariable", "`zip(...)`", "its iterators advance together while tracing; `strict=` is checked while tracing"),
    ("MapVariable", "`map(f, ...)`", "`f` is inlined at each step"),
    ("FilterVariable", "`filter(f, ...)`", "`f` is inlined at each step; its answer must be known while tracing"),
    (
        "DictViewIterator",
        "an iterator over a view of a dict",
        "followed while tracing; changing the dict meanwhile raises",
    ),
    ("DictIterator", "`iter(d)` of a dict", "followed while tracing; loops are unrolled"),
    ("DictKeysIterator", "`iter(d.keys())`", "followed while tracing; loops are unrolled"),
    ("DictValuesIterator", "`iter(d.values())`", "followed while tracing; loops are unrolled"),
    ("DictItemsIterator", "`iter(d.items())`", "followed while tracing; loops are unrolled"),
    ("SetIterator", "an iterator over a set", "followed while tracing; loops are unrolled"),
)
