"""6xx: torch operators and modules: operators and gradients (60x to 63x)."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

OP_FAILS = define(
    "FG601",
    "operation that fails on these shapes, dtypes or devices",
    name="op-fails",
    why="the operation failed while it was tried on fake tensors: {detail}",
    hints=("run it in eager with the same inputs: it most likely fails there too",),
    upstream=("GB4315", "GB0064", "GB0112", "GB0081", "GB0182", "GB5173"),
)
OP_WITHOUT_FAKE = define(
    "FG602",
    "operator without a shape rule",
    name="op-without-fake",
    why="`{name}` cannot say what its output looks like without running",
    hints=("register a fake implementation with torch.library.register_fake",),
    upstream=("GB0043", "GB0090", "GB0087", "GB0080", "GB0049"),
)
TENSOR_METHOD = define(
    "FG603",
    "tensor operation without support",
    name="tensor-method",
    why="`{name}` on a tensor cannot be traced with these arguments",
    hints=("use the torch function of the same meaning", "pass tensors and plain numbers only"),
    upstream=("GB6270", "GB7489", "GB0055", "GB0215", "GB5195"),
)
BACKWARD = define(
    "FG604",
    "backward() inside the compiled function",
    name="backward",
    why="{detail}",
    hints=(
        "call backward() outside the compiled function: its backward pass is compiled all the same",
        "set torch._dynamo.config.trace_autograd_ops = True",
    ),
    upstream=("GB0123", "GB0442", "GB1042", "GB7054"),
)
AUTOGRAD_GRAD = define(
    "FG605",
    "torch.autograd.grad that cannot be traced",
    name="autograd-grad",
    why="{detail}",
    hints=("use torch.func.grad", "take the gradient outside the compiled function"),
    upstream=(
        "GB9186",
        "GB0371",
        "GB0372",
        "GB0373",
        "GB1140",
        "GB1381",
        "GB1724",
        "GB4927",
        "GB5748",
        "GB6663",
        "GB7299",
    ),
)
REQUIRES_GRAD = define(
    "FG606",
    "change of requires_grad",
    name="requires-grad",
    why="whether a tensor requires a gradient cannot be changed inside the graph in this way",
    hints=("set requires_grad outside the compiled function", "detach() what needs no gradient"),
    upstream=("GB0125", "GB0206", "GB0225", "GB7324", "GB8985", "GB0104", "GB0108"),
)
PARAMETER = define(
    "FG607",
    "nn.Parameter made while tracing",
    name="parameter",
    why="a parameter cannot be made inside the compiled function in this way",
    hints=("make parameters in `__init__`", "use a plain tensor"),
    upstream=("GB0226", "GB0227", "GB0228", "GB0229", "GB0235", "GB0237", "GB0264"),
)
OUT_VARIANT = define(
    "FG608",
    "`out=` that does not fit",
    name="out-variant",
    why="the tensor given as `out=` has another shape than the result, or is not contiguous",
    hints=("leave `out=` away and assign the result", "give a contiguous tensor of the right shape"),
    upstream=("GB0247", "GB0240", "GB0241", "GB0242"),
)
SPARSE_TENSOR = define(
    "FG609",
    "sparse tensor",
    name="sparse-tensor",
    why="sparse tensors cannot be traced",
    hints=("use a dense tensor with a mask", "keep the sparse part outside the compiled function"),
    upstream=("GB0015", "GB0277", "GB0374", "GB0129", "GB0130", "GB1501"),
)
NESTED_TENSOR = define(
    "FG610",
    "strided nested tensor",
    name="nested-tensor",
    why="strided nested tensors cannot be traced",
    hints=("use layout=torch.jagged",),
    upstream=("GB0233", "GB0016", "GB0044", "GB0245"),
)
RNN = define(
    "FG611",
    "RNN, GRU or LSTM",
    name="rnn",
    why="torch's recurrent layers are left to eager",
    hints=(
        "set torch._dynamo.config.allow_rnn = True",
        "leave it if the layer runs once per call: cuDNN is fast already",
    ),
    upstream=("GB0014",),
)
AUTOGRAD_FUNCTION = define(
    "FG612",
    "autograd.Function that cannot be traced",
    name="autograd-function",
    why="{detail}",
    hints=(
        "keep forward and backward static methods that use only ctx.save_for_backward and plain attributes",
        "register the operation with torch.library.custom_op and register_autograd",
    ),
    upstream=(
        "GB0139",
        "GB0138",
        "GB0140",
        "GB0019",
        "GB0085",
        "GB0144",
        "GB0145",
        "GB0205",
        "GB0346",
        "GB0347",
        "GB0348",
        "GB0352",
        "GB2019",
        "GB2464",
        "GB4372",
        "GB6297",
    ),
)
TENSOR_SUBCLASS = define(
    "FG613",
    "tensor subclass that cannot be traced",
    name="tensor-subclass",
    why="{detail}",
    hints=("override `__torch_function__` only, in Python", "use a plain tensor inside the compiled function"),
    upstream=("GB0164", "GB0163", "GB0103", "GB0001", "GB0026", "GB0000", "GB0234"),
)
CHECK_MESSAGE = define(
    "FG614",
    "message of torch._check that cannot be read",
    name="check-message",
    why="the message must be a function without arguments, defined here, that closes over constants only",
    hints=("give `lambda: 'text'`",),
    upstream=("GB9840", "GB9158", "GB0288"),
)
INFERENCE_QUERY = define(
    "FG615",
    "question about inference mode",
    name="inference-query",
    why="whether a tensor or thread is in inference mode cannot be asked while tracing",
    hints=("ask outside the compiled function",),
    upstream=("GB0046", "GB0045"),
)
TORCH_SETTING = define(
    "FG616",
    "torch setting or query with unsupported arguments",
    name="torch-setting",
    why="{detail}",
    hints=("set it outside the compiled function", "pass plain constants"),
    upstream=("GB0230", "GB0243", "GB0248", "GB0249", "GB0285", "GB0286", "GB0146", "GB0359"),
)
TRITON = define(
    "FG617",
    "use of Triton that cannot be traced",
    name="triton",
    why="{detail}",
    hints=("launch the kernel with plain tensors, numbers and a tuple as grid", "wrap it with torch.library.triton_op"),
    upstream=("GB0361", "GB0216", "GB3326", "GB4026", "GB6735", "GB2977"),
)
DISTRIBUTED = define(
    "FG618",
    "distributed operation that cannot be traced",
    name="distributed",
    why="{detail}",
    hints=("use the functional collectives", "communicate outside the compiled function"),
    upstream=(
        "GB0172",
        "GB0210",
        "GB0053",
        "GB0181",
        "GB0282",
        "GB1750",
        "GB2696",
        "GB3343",
        "GB9300",
        "GB9860",
    ),
)
FUNCTORCH = define(
    "FG619",
    "function transform that cannot be traced",
    name="functorch",
    why="{detail}",
    hints=("compile the function that applies the transform, not the one inside",),
    upstream=("GB0149", "GB9741", "GB0328"),
)
COMPILED_AUTOGRAD = define(
    "FG620",
    "call into the autograd engine",
    name="compiled-autograd",
    why="{detail}",
    hints=("queue callbacks only under compiled autograd with fullgraph=True",),
    upstream=("GB0165", "GB0166"),
)
BACKEND_FAILED = define(
    "FG621",
    "the back end failed",
    name="backend-failed",
    why="the graph was captured, but the back end could not compile it: {detail}",
    hints=("try backend='eager' or 'aot_eager' to see which part fails", "report it to the back end"),
    upstream=("GB0219",),
)
