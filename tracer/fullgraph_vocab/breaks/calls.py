"""2xx: calls that the tracer does not follow."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

SKIPPED_CALL = define(
    "FG201",
    "call of a function that is not traced",
    name="skipped-call",
    why="`{name}` is not traced: it is written in C, or belongs to a library that is left to Python",
    hints=(
        "do it outside the compiled function and pass the result in",
        "wrap a custom C or CUDA function as an operator with torch.library.custom_op",
        "if its result never changes, mark the caller with torch.compiler.assume_constant_result",
    ),
    upstream=("GB0007",),
)
SKIPPED_INLINE = define(
    "FG202",
    "function that must not be inlined",
    name="skipped-inline",
    why="`{name}` is marked as not to be traced",
    hints=("do it outside the compiled function", "write the few lines you need yourself"),
    upstream=("GB0008", "GB0009"),
)
DISABLED_CALL = define(
    "FG203",
    "call of a function for which compiling is disabled",
    name="disabled-call",
    why="`{name}` is decorated with `torch.compiler.disable`, so it runs in Python",
    hints=("remove the decorator if the function can be traced", "call it before or after the compiled function"),
    severity="information",
    upstream=("GB0098", "GB0099"),
)
UNSUPPORTED_CALL = define(
    "FG204",
    "call of an object that the tracer cannot call",
    name="unsupported-call",
    why="calling `{name}` is not supported while tracing",
    hints=("call it outside the compiled function", "replace it by a plain Python function"),
    upstream=("GB0147", "GB0148", "GB0177", "GB0047", "GB0071"),
)
UNSUPPORTED_METHOD = define(
    "FG205",
    "method call without support",
    name="unsupported-method",
    why="the tracer does not know the method `{name}` of `{type}` with these arguments",
    hints=("do the same with methods or functions that are known", "call it outside the compiled function"),
    upstream=("GB0156", "GB0117", "GB0255", "GB0261", "GB0808", "GB0292", "GB0299"),
)
BUILTIN_CALL = define(
    "FG206",
    "builtin with arguments that it cannot be traced with",
    name="builtin-call",
    why="`{name}` cannot be traced with these arguments",
    hints=("use the torch operation of the same meaning", "call it outside the compiled function"),
    upstream=("GB0059", "GB0193", "GB0174", "GB0213", "GB0270", "GB0178"),
)
TYPE_QUERY = define(
    "FG207",
    "type test that cannot be decided",
    name="type-query",
    why="`isinstance` or `issubclass` cannot be decided while tracing for these arguments",
    hints=("test against plain classes", "decide before the compiled function and pass the answer in"),
    upstream=("GB0175", "GB0194", "GB0195", "GB4393"),
)
IDENTITY = define(
    "FG208",
    "use of `id()` or of an identity",
    name="identity",
    why="the object exists only while tracing, so its identity or address is not that of any real object",
    hints=("compare with `is`", "key by a name or an index instead of by `id()`"),
    upstream=("GB0191", "GB0141", "GB0176", "GB4501", "GB9316", "GB0027"),
)
BAD_ARGUMENTS = define(
    "FG209",
    "arguments that do not fit the function",
    name="bad-arguments",
    why="{detail}; eager would fail too",
    hints=("check the call against the function's signature",),
    upstream=("GB7312", "GB0111"),
)
FUNCTOOLS = define(
    "FG210",
    "use of functools that cannot be traced",
    name="functools",
    why="{detail}",
    hints=("write the wrapper as an inner function", "build the partial outside the compiled function"),
    upstream=("GB0187", "GB0186", "GB0260"),
)
ITERTOOLS = define(
    "FG211",
    "use of itertools that cannot be traced",
    name="itertools",
    why="`itertools.{name}` cannot be traced with these arguments",
    hints=("write the loop out",),
    upstream=(
        "GB0133",
        "GB0132",
        "GB0134",
        "GB0152",
        "GB0154",
        "GB0155",
        "GB0268",
        "GB0114",
        "GB0115",
    ),
)
INSPECT = define(
    "FG212",
    "introspection that cannot be traced",
    name="inspect",
    why="`inspect.{name}` cannot be traced",
    hints=("look at the signature once, outside the compiled function",),
    upstream=("GB0151",),
)
DEEPCOPY = define(
    "FG213",
    "deep copy",
    name="deepcopy",
    why="`copy.deepcopy` cannot be traced for this object",
    hints=("use `Tensor.clone()` for tensors", "copy outside the compiled function"),
    upstream=("GB0179", "GB4198"),
)
COMPILER_CALL = define(
    "FG214",
    "call of the compiler's own interface",
    name="compiler-call",
    why="{detail}",
    hints=("call it outside the compiled function",),
    upstream=("GB0223", "GB2520"),
)
OUTSIDE_FUNCTION = define(
    "FG215",
    "function kept out of tracing with unsupported arguments",
    name="outside-function",
    why="`nonstrict_trace` and `leaf_function` take tensors, plain values and registered pytrees only: {detail}",
    hints=("pass plain tensors and numbers", "register the class with torch.utils._pytree"),
    upstream=("GB0236", "GB0078", "GB0238", "GB0239", "GB0251", "GB3840", "GB6210"),
)
IMPORT = define(
    "FG216",
    "import that fails while tracing",
    name="import",
    why="importing `{name}` failed while tracing",
    hints=("import it at the top of the module",),
    upstream=("GB0069", "GB0022"),
)
TYPING = define(
    "FG217",
    "use of typing at run time that cannot be traced",
    name="typing",
    why="{detail}",
    hints=("build the type outside the compiled function",),
    upstream=("GB0289", "GB9137", "GB0257"),
)
UNITTEST = define(
    "FG218",
    "assertion method of unittest",
    name="unittest",
    why="`unittest`'s `{name}` cannot be traced",
    hints=("assert outside the compiled function",),
    upstream=("GB0060",),
)
