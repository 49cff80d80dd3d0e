"""Kinds of context managers that tracing understands, and of streams and events."""

from __future__ import annotations

from fullgraph_vocab.kinds.kind import family

CTX_MANAGER = family(
    "ctx_manager",
    (
        "ContextWrappingVariable",
        "a context manager of torch's",
        "entering and leaving are nodes or settings of the trace; after a break inside, it is entered again",
    ),
    (
        "GradModeVariable",
        "`torch.no_grad()`, `enable_grad()`, `set_grad_enabled()`",
        "nodes that switch the grad mode around the block",
    ),
    ("InferenceModeVariable", "`torch.inference_mode()`", "nodes that switch inference mode around the block"),
    ("SetFwdGradEnabledContextManager", "the switch for forward-mode gradients", "nodes around the block"),
    ("DualLevelContextManager", "`torch.autograd.forward_ad.dual_level()`", "nodes that enter and leave the level"),
    (
        "GradIncrementNestingCtxManagerVariable",
        "the level that `torch.func.grad` opens",
        "nodes that enter and leave the level",
    ),
    (
        "GradInplaceRequiresGradCtxManagerVariable",
        "the permission for in-place `requires_grad_` inside `torch.func.grad`",
        "nodes around the block",
    ),
    (
        "JvpIncrementNestingCtxManagerVariable",
        "the level that `torch.func.jvp` opens",
        "nodes that enter and leave the level",
    ),
    (
        "VmapIncrementNestingCtxManagerVariable",
        "the level that `torch.func.vmap` opens",
        "nodes that enter and leave the level",
    ),
    (
        "TemporarilyPopInterpreterStackCtxManagerVariable",
        "functorch's way out of the current level",
        "nodes around the block",
    ),
    (
        "DisabledSavedTensorsHooksVariable",
        "`torch.autograd.graph.disable_saved_tensors_hooks`",
        "nodes around the block",
    ),
    (
        "DeterministicAlgorithmsVariable",
        "`torch.use_deterministic_algorithms`",
        "a node that sets the mode; guarded, and set back after the trace",
    ),
    ("CUDADeviceVariable", "`torch.cuda.device(...)`", "nodes that switch the device around the block"),
    (
        "SDPAKernelVariable",
        "`torch.nn.attention.sdpa_kernel(...)`",
        "nodes that choose the attention back ends around the block",
    ),
    (
        "FSDPParamGroupUseTrainingStateVariable",
        "FSDP's training state around a block",
        "a setting of the trace; no node",
    ),
    (
        "FxTracebackAnnotateVariable",
        "`torch.fx.traceback.annotate(...)`",
        "its values are attached to the nodes made inside the block",
    ),
    (
        "DynamoConfigPatchVariable",
        "`torch._dynamo.patch_dynamo_config(...)`",
        "settings of the trace inside the block; no node",
    ),
    (
        "ErrorOnGraphBreakVariable",
        "`torch._dynamo.error_on_graph_break(...)`",
        "inside the block a break is an error; no node",
    ),
    ("CatchWarningsCtxManagerVariable", "`warnings.catch_warnings()`", "entered and left while tracing; no node"),
    (
        "WithEnterFunctionVariable",
        "the bound `__enter__` of a context manager that survives a break",
        "called again in the frame that goes on after the break",
    ),
    (
        "WithExitFunctionVariable",
        "the bound `__exit__` of the block that is open",
        "called at the end of the block, in the frame that goes on after a break too",
    ),
    ("GenericContextWrappingVariable", "a context manager of the user's", "`__enter__` and `__exit__` are inlined"),
    ("GenericDeviceVariable", "a device context of any back end", "nodes that switch the device around the block"),
    (
        "AcceleratorDeviceIndexVariable",
        "`torch.accelerator.device_index(...)`",
        "nodes that switch the device around the block",
    ),
    ("XPUDeviceVariable", "`torch.xpu.device(...)`", "nodes that switch the device around the block"),
    ("AutocastModeVariable", "`torch.autocast(...)`", "nodes that enter and leave autocast; guarded"),
    (
        "CudagraphOverrideVariable",
        "an override of CUDA graphs for a block",
        "a mark on the nodes made inside the block",
    ),
    ("NullContextVariable", "`contextlib.nullcontext()`, and contexts that tracing ignores", "nothing"),
    (
        "PreserveVersionContextVariable",
        "torch's way to keep a tensor's version counter",
        "entered after the graph; may not leave it",
    ),
    ("ProfilerContextVariable", "`torch.profiler.profile(...)`", "ignored while tracing"),
    (
        "ProfilerRecordFunctionContextVariable",
        "`torch.profiler.record_function(...)`",
        "nodes around the block, where that is switched on",
    ),
    ("RecordFunctionVariable", "`torch.autograd.profiler.record_function(...)`", "nodes around the block"),
    (
        "RepararametrizeModuleContextVariable",
        "the swap of a module's parameters by `functional_call`",
        "followed while tracing; no node",
    ),
    ("TorchFunctionDisableVariable", "`torch._C.DisableTorchFunction()`", "a setting of the trace, guarded; no node"),
)

STREAMS = family(
    "streams",
    ("StreamVariable", "a `torch.Stream`", "an object of the graph; nodes wait on it"),
    (
        "StreamContextVariable",
        "`with torch.Stream(...)` or `torch.cuda.stream(s)`",
        "the nodes inside the block are marked with the stream",
    ),
    ("EventVariable", "a `torch.Event`", "recording and waiting are nodes"),
    ("CudaStreamVariable", "a `torch.cuda.Stream`", "as a stream; its raw handle can be read"),
    ("XpuStreamVariable", "a `torch.xpu.Stream`", "as a stream; its raw handle can be read"),
)
