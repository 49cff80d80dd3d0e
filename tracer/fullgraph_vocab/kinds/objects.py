"""Kinds of the user's own classes and objects."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

USER_DEFINED = family(
    "user_defined",
    (
        "UserDefinedClassVariable",
        "a class",
        "calling it makes a tracked object; `__init__` is inlined; class attributes are read with a guard",
    ),
    (
        "UserDefinedObjectVariable",
        "an instance of a Python class",
        "methods are inlined; attribute writes are replayed on the real object after the graph",
    ),
    (
        "UserDefinedDictVariable",
        "an instance of a subclass of `dict`",
        "as a dict, with the class's own methods inlined",
    ),
    (
        "UserDefinedListVariable",
        "an instance of a subclass of `list`",
        "as a list, with the class's own methods inlined",
    ),
    (
        "UserDefinedTupleVariable",
        "an instance of a subclass of `tuple`",
        "as a tuple, with the class's own methods inlined",
    ),
    (
        "UserDefinedSetVariable",
        "an instance of a subclass of `set` or `frozenset`",
        "as a set, with the class's own methods inlined",
    ),
    ("UserDefinedExceptionClassVariable", "an exception class", "raising and matching happen while tracing"),
    (
        "UserDefinedExceptionObjectVariable",
        "an instance of an exception class of the user's",
        "raised and caught while tracing; if it leaves the function, the frame runs in eager",
    ),
    (
        "FrozenDataClassVariable",
        "an instance of a frozen dataclass",
        "fields are tracked one by one; rebuilt after the graph if returned",
    ),
    (
        "MutableMappingVariable",
        "an instance of a `collections.abc.MutableMapping` (such as transformers' `ModelOutput`)",
        "methods are inlined; items live in the object's own attributes",
    ),
    (
        "RemovableHandleVariable",
        "the handle that registering a hook returns",
        "`remove()` is followed while tracing; the registration is replayed after the graph",
    ),
    ("UserDefinedVariable", "any class or object of the user's", "abstract"),
    ("InspectVariable", "a `Signature` or `Parameter` of `inspect`", "read while tracing"),
    ("IntWrapperVariable", "torch's own marker for a dynamic integer", "its value is a symbol of the graph"),
    (
        "KeyedJaggedTensorVariable",
        "torchrec's `KeyedJaggedTensor`",
        "its lengths are symbols, so that it is not specialised",
    ),
    ("SourcelessGraphModuleVariable", "a `GraphModule` made while tracing", "its forward is inlined"),
)

NN_MODULE = family(
    "nn_module",
    (
        "NNModuleVariable",
        "a module kept as one attribute of the graph",
        "a call is one `call_module` node, or its forward is inlined; guarded by identity",
    ),
    (
        "UnspecializedNNModuleVariable",
        "a module of the user's",
        "forward and hooks are inlined; parameters and buffers become graph inputs; attributes are guarded",
    ),
    (
        "UnspecializedBuiltinNNModuleVariable",
        "a module of torch's own, such as `nn.Linear`",
        "forward is inlined; parameters and buffers become graph inputs",
    ),
    (
        "FSDPManagedNNModuleVariable",
        "a module that FSDP manages",
        "forward is inlined; parameters are inputs and guards on them are left out",
    ),
)

OPTIMIZER = family(
    "optimizer",
    (
        "OptimizerVariable",
        "a `torch.optim.Optimizer`",
        "`step()` is inlined into the graph; parameters, gradients and state become graph inputs",
    ),
)

SCRIPT_OBJECT = family(
    "script_object",
    (
        "TorchScriptObjectVariable",
        "a TorchScript object, or an object of a type registered as opaque, such as a DTensor placement",
        "an input of the graph; its registered members are constants or nodes",
    ),
    (
        "OpaqueObjectClassVariable",
        "a class registered as opaque",
        "calling it makes the object while tracing, if its values are constants",
    ),
)
