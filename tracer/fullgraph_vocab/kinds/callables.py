"""Kinds of callables that Python code defines."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

FUNCTIONS = family(
    "functions",
    (
        "UserFunctionVariable",
        "a function written in Python, defined outside the traced code",
        "a call is inlined: its operations land in the caller's graph",
    ),
    ("UserMethodVariable", "a method bound to its object", "a call is inlined"),
    (
        "NestedUserFunctionVariable",
        "a function or lambda made while tracing, with its closure",
        "a call is inlined; returned to the caller, it is rebuilt after the graph",
    ),
    (
        "SkipFunctionVariable",
        "a function that is not traced: written in C, of a skipped library, or disabled",
        "a call ends the graph and runs in Python, unless it can be evaluated while tracing",
    ),
    (
        "WrapperUserFunctionVariable",
        "a Python function inside a C wrapper, such as `functools.lru_cache`",
        "a call inlines the wrapped function and ignores the wrapper's cache",
    ),
    (
        "WrapperUserMethodVariable",
        "a method inside such a wrapper",
        "a call inlines the wrapped method and ignores the wrapper's cache",
    ),
    ("FunctoolsPartialVariable", "a `functools.partial`", "a call adds its arguments and inlines its function"),
    ("FunctoolsWrapsVariable", "the decorator `functools.wraps(f)`", "applied while tracing; no node"),
    (
        "PolyfilledFunctionVariable",
        "a C function for which torch has a substitute written in Python",
        "a call inlines the substitute, or is evaluated if all arguments are constants",
    ),
    (
        "CollectionsNamedTupleFunction",
        "`collections.namedtuple` itself",
        "with constant arguments the class is made while tracing",
    ),
    (
        "FunctionDecoratedByContextlibContextManagerVariable",
        "a function decorated with `@contextlib.contextmanager`",
        "a call makes a context manager whose generator is inlined",
    ),
    (
        "LocalGeneratorFunctionVariable",
        "a generator function called while tracing",
        "a call makes a generator; nothing runs yet",
    ),
    (
        "LocalGeneratorObjectVariable",
        "a generator made while tracing, with its suspended frame",
        "each step is inlined; one that leaves the graph is exhausted first",
    ),
    (
        "BuiltinMethodVariable",
        "a C method bound to its object, such as `[].append`",
        "a call is evaluated while tracing",
    ),
    (
        "TMADescriptorStableVariable",
        "a Triton TMA descriptor (stable interface)",
        "an argument of a Triton kernel's node",
    ),
    (
        "TMADescriptorExperimentalVariable",
        "a Triton TMA descriptor (experimental interface)",
        "an argument of a Triton kernel's node",
    ),
    (
        "CreateTMADescriptorStableVariable",
        "the function that makes a stable TMA descriptor",
        "a call makes the descriptor while tracing",
    ),
    (
        "CreateTMADescriptorExperimentalVariable",
        "the functions that make an experimental TMA descriptor",
        "a call makes the descriptor while tracing",
    ),
    ("BaseUserFunctionVariable", "any function written in Python", "abstract; a call is inlined"),
    (
        "BoundBuiltinMethodVariable",
        "a method of a C type bound to an object, reached through the object protocol",
        "a call is evaluated while tracing",
    ),
    ("ClassMethodVariable", "a `classmethod` object", "bound to its class and inlined"),
    ("StaticMethodVariable", "a `staticmethod` object", "its function is inlined"),
    ("PropertyVariable", "a `property` object", "its getter is inlined"),
    (
        "GetSetDescriptorVariable",
        "a C getset descriptor, such as `type.__dict__['__dict__']`",
        "evaluated while tracing",
    ),
    (
        "MemberDescriptorVariable",
        "a member descriptor: one entry of `__slots__`",
        "an attribute read or write of the object",
    ),
    (
        "MethodDescriptorVariable",
        "an unbound method of a C type, such as `list.append`",
        "a call is a method call on its first argument",
    ),
    ("ClassMethodDescriptorVariable", "a class method of a C type, such as `dict.fromkeys`", "evaluated while tracing"),
    ("WrapperDescriptorVariable", "a slot of a C type, such as `object.__init__`", "a call is evaluated while tracing"),
    ("TupleGetterVariable", "the descriptor behind a namedtuple's field", "reads the item while tracing"),
    (
        "WrappedUserFunctionVariable",
        "a function decorated with a context manager, such as `@torch.no_grad()`",
        "a call is inlined between entering and leaving the context",
    ),
    (
        "WrappedUserMethodVariable",
        "a method decorated with a context manager",
        "a call is inlined between entering and leaving the context",
    ),
    (
        "WrappedNestedUserFunctionVariable",
        "an inner function decorated with a context manager",
        "a call is inlined between entering and leaving the context",
    ),
    (
        "WrappedSkipFunctionVariable",
        "a skipped function decorated with a context manager",
        "a call ends the graph",
    ),
    (
        "ContextlibContextManagerLocalGeneratorObjectVariable",
        "the generator behind a `@contextlib.contextmanager`",
        "inlined up to its `yield` on entry, and from there on exit",
    ),
    (
        "CollectiveFunctionRewriteVariable",
        "a collective of `torch.distributed`",
        "replaced by its functional form, which is a node",
    ),
    ("InspectSignatureVariable", "`inspect.signature`", "evaluated while tracing"),
    (
        "PyTreeGetNodeTypeFunctionVariable",
        "the function of torch's pytree that finds a node's type",
        "evaluated while tracing",
    ),
    ("PyTreeTreeIsLeafFunctionVariable", "`tree_is_leaf` of torch's pytree", "evaluated while tracing"),
    (
        "TreeMapOnlyFunctionVariable",
        "`tree_map_only` of torch's pytree",
        "the mapped function is inlined for each leaf",
    ),
    ("SysFunctionVariable", "a function of `sys` that reports the current exception", "evaluated while tracing"),
    (
        "SparseTensorCreationSkipVariable",
        "a function that makes a sparse tensor",
        "a call ends the graph",
    ),
    ("TritonKernelVariable", "a Triton kernel", "a launch is one node of the graph"),
    ("TritonSetAllocatorVariable", "`triton.set_allocator`", "a call ends the graph"),
)
