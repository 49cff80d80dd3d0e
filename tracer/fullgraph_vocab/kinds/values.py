"""Kinds of plain Python values: constants, builtins, inputs nobody looked at, and the base class of all kinds."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

BASE = family(
    "base",
    (
        "VariableTracker",
        "any value: the base class of every kind, with a source, a Python type and slots",
        "abstract; every operation on a value goes through its slots",
    ),
)

BUILTIN = family(
    "builtin",
    (
        "BuiltinVariable",
        "a builtin function or type: `len`, `isinstance`, `int`, `getattr`, `operator.add`",
        "a call is evaluated while tracing, or becomes an operator node when a tensor is among its arguments",
    ),
)

CONSTANT = family(
    "constant",
    (
        "ConstantVariable",
        "an immutable constant: `None`, `bool`, `int`, `float`, `complex`, `str`, `bytes`, `...`, dtypes, devices",
        "folded away while tracing; one that comes from an input is guarded by its value",
    ),
    (
        "EnumVariable",
        "a member of an `Enum`",
        "compared and looked up while tracing; guarded by identity; no node",
    ),
    (
        "UserDefinedConstantVariable",
        "an instance of a class registered as constant-like, such as `torch.__version__` or an enum member",
        "its methods and attributes are evaluated while tracing; guarded by its value",
    ),
    (
        "FakeIdVariable",
        "the result of `id()` on an object that exists only while tracing",
        "may serve as a dictionary key, but cannot be compared for order, nor leave the graph",
    ),
)

LAZY = family(
    "lazy",
    (
        "LazyVariableTracker",
        "an input, global or attribute that nobody has looked at yet",
        "no guard and no graph input until something uses it; passing it along costs nothing",
    ),
    (
        "LazyConstantVariable",
        "an `int`, `float`, `bool` or `str` input that nobody has looked at yet",
        "guarded by type alone until its value is used, then by value",
    ),
)

MISC = family(
    "misc",
    (
        "SuperVariable",
        "`super()` or `super(C, self)`",
        "attributes are looked up along the MRO while tracing; methods written in Python are inlined",
    ),
    (
        "CellVariable",
        "a closure cell",
        "reads and writes are followed while tracing; a changed cell of the caller is written back after the graph",
    ),
    (
        "NewGlobalVariable",
        "a global that is assigned while tracing",
        "written back to the module after the graph has run",
    ),
    (
        "DeletedVariable",
        "a name or attribute that was deleted while tracing",
        "the deletion is replayed after the graph has run",
    ),
    (
        "UnknownVariable",
        "a value that tracing cannot know, such as a result of what ran outside the graph",
        "any use of it that needs its value ends the graph",
    ),
    (
        "ExceptionVariable",
        "an instance of a builtin exception, with its cause, context and arguments",
        "raising and catching it happen while tracing; no node; if it leaves the function, the frame runs in eager",
    ),
    (
        "AutogradFunctionVariable",
        "a subclass of `torch.autograd.Function`",
        "`apply` traces forward and backward into subgraphs under one node",
    ),
    (
        "AutogradFunctionContextVariable",
        "the `ctx` of a `torch.autograd.Function`",
        "lives only inside the subgraphs; it may not leave them",
    ),
    (
        "GetAttrVariable",
        "an attribute that was named but not resolved, such as a bound method of a tensor or list",
        "no node; calling it is a method call on its object",
    ),
    (
        "MethodWrapperVariable",
        "a slot wrapper bound to an object, such as `x.__add__` of a C type",
        "a call is evaluated while tracing",
    ),
    ("LambdaVariable", "a callable of the tracer itself", "internal; a call is evaluated while tracing"),
    (
        "NumpyVariable",
        "a numpy function or type",
        "a call on arrays becomes a node with the same meaning on tensors; numpy functions without one end the graph",
    ),
    ("PythonModuleVariable", "a module", "attributes are looked up while tracing, with a guard on what was found"),
    (
        "TypingVariable",
        "a construct of `typing`, such as `Optional[int]`",
        "has no effect on the graph; subscripting it is evaluated while tracing",
    ),
    (
        "StringFormatVariable",
        "a formatted string some of whose parts are not constants",
        "no node; built only if the string is needed outside the graph",
    ),
    (
        "RegexPatternVariable",
        "a compiled regular expression or a match",
        "methods with constant arguments are evaluated while tracing",
    ),
    (
        "RandomVariable",
        "a `random.Random` with its state",
        "numbers drawn while tracing go on from the real state, which is set back after the graph",
    ),
    ("RandomClassVariable", "the class `random.Random`", "an instance made while tracing is tracked with its state"),
    ("TorchVersionVariable", "`torch.__version__`", "compared while tracing; a version check costs nothing"),
    ("WeakRefVariable", "a weak reference", "calling it yields its object, with a guard; no node"),
    (
        "NullVariable",
        "the empty stack slot that CPython puts below a callable",
        "no value of the user's; never in the graph",
    ),
    (
        "ObjectVariable",
        "a bare `object()` made while tracing",
        "may be passed along and compared for identity; no node",
    ),
    (
        "ConstantLikeVariable",
        "an object whose methods are pure, such as a compiled regular expression",
        "methods with constant arguments are evaluated while tracing",
    ),
    ("NumpyDTypeVariable", "a numpy dtype object", "compared and passed along while tracing"),
    ("ComptimeVariable", "`torch._dynamo.comptime`", "its function runs while tracing, for debugging; no node"),
    (
        "DebuggingVariable",
        "`print`, `warnings.warn` or another function listed in `torch._dynamo.config.reorderable_logging_functions`",
        "calls are kept and made after the graph has run",
    ),
    ("LoggingLoggerVariable", "a `logging.Logger`", "calling one of its methods ends the graph"),
    (
        "IgnoredFunctionVariable",
        "a function listed in `torch._dynamo.config.ignore_logging_functions`",
        "calls are dropped",
    ),
    (
        "DelayGraphBreakVariable",
        "a value that is fine until it is used, such as an attribute of an object that cannot be traced",
        "using it ends the graph",
    ),
    (
        "AutogradEngineVariable",
        "the autograd engine, `torch.autograd.Variable._execution_engine`",
        "only `queue_callback` is modelled, and only under compiled autograd",
    ),
    ("TracebackVariable", "a traceback object", "followed while tracing; no node"),
    ("FrameSummaryVariable", "one entry of a traceback", "followed while tracing; no node"),
)
