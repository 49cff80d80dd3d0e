"""Kinds of values that live in the graph, and of torch's own functions."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

TENSOR = family(
    "tensor",
    (
        "TensorVariable",
        "a `torch.Tensor`",
        "a value of the graph: operations on it are nodes; shape and dtype are known while tracing, its data is not",
    ),
    (
        "SymNodeVariable",
        "a symbolic integer, float or bool, such as a dynamic size",
        "a symbol of the graph; branching on it adds a guard",
    ),
    ("NumpyNdarrayVariable", "a `numpy.ndarray`", "carried through the graph as a tensor; converted at both ends"),
    (
        "UnspecializedPythonVariable",
        "a Python or numpy number that is not fixed by a guard",
        "carried through the graph as a 0-d tensor, so another value needs no recompilation",
    ),
    ("UntypedStorageVariable", "`x.untyped_storage()`", "its size is a node; little else of it can be traced"),
    ("DataPtrVariable", "`x.data_ptr()`", "may be compared or passed to a Triton descriptor; its number is not known"),
    ("FakeItemVariable", "the item of a wrapped number", "carried as a 0-d tensor; unwrapped outside the graph"),
    (
        "TensorSubclassVariable",
        "a subclass of `torch.Tensor` (the class)",
        "calling `as_subclass` with it makes a tensor with overrides",
    ),
)

TORCH = family(
    "torch",
    (
        "TorchInGraphFunctionVariable",
        "a function of torch",
        "a call is a node of the graph, or is evaluated while tracing if it only asks about shapes or settings",
    ),
    (
        "TorchCtxManagerClassVariable",
        "a context-manager class of torch, such as `torch.no_grad`",
        "calling it makes a context manager that tracing understands",
    ),
    ("BaseTorchVariable", "any function or class of torch", "abstract"),
    ("DispatchKeySetVariable", "a `torch._C.DispatchKeySet`", "queried while tracing; no node"),
    ("FuncTorchInterpreterVariable", "functorch's current interpreter", "queried while tracing; no node"),
)

TORCH_FUNCTION = family(
    "torch_function",
    (
        "TensorWithTFOverrideVariable",
        "a tensor of a subclass with `__torch_function__`",
        "`__torch_function__` is inlined at each operation; what it calls are the nodes",
    ),
    (
        "TorchFunctionModeVariable",
        "a `TorchFunctionMode`",
        "entered and left while tracing; its `__torch_function__` is inlined",
    ),
    ("TorchFunctionModeStackVariable", "the stack of active `TorchFunctionMode`s", "guarded; replayed after the graph"),
)

HIGHER_ORDER_OPS = family(
    "higher_order_ops",
    (
        "TorchHigherOrderOperatorVariable",
        "an operator that takes functions: `torch.cond`, `while_loop`, `scan`, `map`, checkpoint, `flex_attention`",
        "a call is one node with its functions as subgraphs; what they use from outside becomes an argument",
    ),
    (
        "FunctorchHigherOrderVariable",
        "`torch.func.vmap`, `grad`, `jvp`, `jacrev` and their kin",
        "inlined: the levels are entered and left by nodes in the graph",
    ),
    (
        "FunctionalCallVariable",
        "`torch.func.functional_call`",
        "the module's forward is inlined with the given parameters",
    ),
    (
        "ReparametrizeModuleCallVariable",
        "a call of a module with swapped parameters",
        "inlined with the given parameters",
    ),
    (
        "AssociativeScanHigherOrderVariable",
        "`associative_scan`",
        "one node with the combining function as its subgraph",
    ),
    (
        "AutoFunctionalizeHigherOrderVariable",
        "the operator that makes mutating custom operators functional",
        "one node",
    ),
    (
        "AutogradFunctionApplyVariable",
        "`apply` of a `torch.autograd.Function`",
        "one node with forward and backward as subgraphs",
    ),
    ("BaseHOPVariable", "a higher-order operator with one function and flat arguments", "one node with one subgraph"),
    ("CallTorchbindHigherOrderVariable", "a method call on a TorchScript object", "one node"),
    (
        "CheckpointHigherOrderVariable",
        "activation checkpointing",
        "one node with the checkpointed function as its subgraph",
    ),
    ("CondHigherOrderVariable", "`torch.cond`", "one node with a subgraph for each branch; both are traced"),
    ("CustomFunctionHigherOrderOperatorVariable", "a custom function under compiled autograd", "one node"),
    (
        "DynamoBypassingWrapperHigherOrderVariable",
        "a wrapper whose inside is traced as a subgraph",
        "one node with one subgraph",
    ),
    ("ExecutorchCallDelegateHigherOrderVariable", "a call of an ExecuTorch delegate", "one node"),
    ("ExportTracepointHigherOrderVariable", "a marker that export leaves at module boundaries", "one node"),
    ("FlexAttentionBackwardHighOrderVariable", "the backward of flex attention", "one node with subgraphs"),
    ("FlexAttentionHigherOrderVariable", "`flex_attention`", "one node with score and mask functions as subgraphs"),
    ("HintsWrapperHigherOrderVariable", "a region with hints for the back end", "one node with one subgraph"),
    ("InlineAsmElementwiseHigherOrderVariable", "inline assembly applied to each element", "one node"),
    (
        "InvokeSubgraphHigherOrderVariable",
        "a region marked to be compiled once and called often",
        "one node per call, one subgraph for all",
    ),
    ("LocalMapWrappedHigherOrderVariable", "`local_map` over DTensors", "one node with one subgraph"),
    ("MapHigherOrderVariable", "`torch.map`", "one node with the mapped function as its subgraph"),
    ("OutDtypeHigherOrderVariable", "an operator with another output dtype", "one node"),
    ("PrintHigherOrderVariable", "printing from inside the graph", "one node, with effects kept in order"),
    ("RunWithRNGStateHigherOrderVariable", "an operator run with a given random state", "one node"),
    ("ScanHigherOrderVariable", "`scan`", "one node with the step function as its subgraph"),
    ("StrictModeHigherOrderVariable", "a region under export's strict mode", "one node with one subgraph"),
    ("TraceWrappedHigherOrderOperatorVariable", "a function whose call is kept for compiled autograd", "one node"),
    ("WhileLoopHigherOrderVariable", "`torch.while_loop`", "one node with condition and body as subgraphs"),
    ("WhileLoopStackOutputHigherOrderVariable", "`while_loop` that keeps every step", "one node with two subgraphs"),
    ("WrapHigherOrderVariable", "a wrapped region", "one node with one subgraph"),
    ("WrapWithAutocastHigherOrderVariable", "a wrapped region under autocast", "one node with one subgraph"),
    ("WrapWithSetGradEnabledHigherOrderVariable", "a wrapped region under a grad mode", "one node with one subgraph"),
)

DISTRIBUTED = family(
    "distributed",
    (
        "DistributedVariable",
        "a process group or device mesh",
        "a constant of the graph: ranks and sizes are known while tracing; guarded by identity",
    ),
    ("PlacementVariable", "a DTensor placement: `Shard`, `Replicate`, `Partial`", "a constant of the graph"),
    (
        "BackwardHookVariable",
        "the state of a module's full-backward hooks",
        "nodes mark where the hooks run in the backward pass",
    ),
    ("WorldMetaClassVariable", "`torch.distributed.group` and its `WORLD`", "read while tracing, with a guard"),
)

SDPA = family(
    "sdpa",
    (
        "SDPAParamsVariable",
        "`torch.backends.cuda.SDPAParams`",
        "its queries are nodes or constants; it chooses the attention kernel",
    ),
)
