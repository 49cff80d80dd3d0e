"""The standard library: `math`, `functools`, `itertools`, `operator`, `copy`, `random`, `collections`, `contextlib`."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import ToNumber
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import elements, scalar_type, union
from fullgraph_analysis.eval.registry import EXTERNALS, external
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    Const,
    External,
    Function,
    IteratorObj,
    ListObj,
    Opaque,
    Partial,
    Scalar,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.registry import External as Model

_INTEGRAL = frozenset({"ceil", "floor", "gcd", "lcm", "factorial", "comb", "perm", "isqrt", "trunc"})
_TESTS = frozenset({"isnan", "isinf", "isfinite", "isclose"})


def _math(name: str) -> None:
    function = getattr(math, name)

    @external(f"math.{name}")
    def compute(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        for value in args.positional:
            ev.fire_each(f, node, value, lambda option: ToNumber(option, f"math.{name}"))
        numbers = [v.value for v in args.positional if isinstance(v, Const) and isinstance(v.value, int | float)]
        if len(numbers) == len(args.positional) and numbers and name != "factorial":
            try:
                return Const(function(*numbers))
            except (ValueError, TypeError, OverflowError):
                return UNKNOWN
        return Scalar("int" if name in _INTEGRAL else "bool" if name in _TESTS else "float")


for _name in sorted(name for name in dir(math) if callable(getattr(math, name)) and not name.startswith("_")):
    if _name not in ("prod", "fsum", "dist", "sumprod"):
        _math(_name)


@external("math.prod", "math.fsum")
def product(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, args.positional[0] if args.positional else UNKNOWN)
    numbers = [v.value for v in content.items or () if isinstance(v, Const) and isinstance(v.value, int | float)]
    if content.items is not None and len(numbers) == len(content.items):
        return Const(math.prod(numbers))
    return Scalar("int") if scalar_type(elements(content)) == "int" else UNKNOWN


@external("functools.partial")
def partial(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    if not args.positional:
        return UNKNOWN
    return Partial(args.positional[0], tuple(args.positional[1:]), tuple(args.keywords.items()))


@external("functools.wraps")
def wraps(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    """https://docs.python.org/3/library/functools.html#functools.wraps: a partial of `update_wrapper`."""
    wrapped = args.get(0, "wrapped")
    if wrapped is None:
        return UNKNOWN
    return Partial(External("functools.update_wrapper"), (), (("wrapped", wrapped),))


@external("functools.update_wrapper")
def update_wrapper(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    """The wrapper, which from now on has the signature of the wrapped function."""
    wrapper, wrapped = args.get(0, "wrapper"), args.get(1, "wrapped")
    if isinstance(wrapper, Function) and isinstance(wrapped, Function):
        return replace(wrapper, follows=wrapped)
    return UNKNOWN if wrapper is None else wrapper


@external(
    "functools.lru_cache",
    "functools.cache",
    "contextlib.nullcontext",
    "torch.jit.script_if_tracing",
    "torch.no_grad",
    "torch.enable_grad",
    "torch.inference_mode",
    "torch.compile",
    "torch.compiler.disable",
    "torch.amp.autocast",
    "torch.autocast",
    "torch.cuda.amp.autocast",
    "torch.cuda.amp.custom_fwd",
    "torch.cuda.amp.custom_bwd",
    "torch.amp.custom_fwd",
    "torch.amp.custom_bwd",
    "torch._dynamo.disable",
    "torch.set_grad_enabled",
    "torch.use_deterministic_algorithms",
    "torch.autograd.set_detect_anomaly",
    "torch.autograd.profiler.record_function",
    "torch.profiler.record_function",
    "contextlib.suppress",
    "warnings.catch_warnings",
    "torch.nn.attention.sdpa_kernel",
)
def placeholder(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return UNKNOWN


def _decorator_or_manager(name: str) -> None:
    """`functools.wraps(f)` as a decorator, `torch.no_grad()` as a manager: the name goes on."""

    def make(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        first = args.positional[0] if args.positional else None
        if isinstance(first, Function):
            return ev.decorate(f, node, External(name), first)
        return Opaque(name)

    EXTERNALS[name] = make


for _name in [name for name, model in EXTERNALS.items() if model is placeholder]:
    _decorator_or_manager(_name)


@external("functools.reduce")
def reduce(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    if len(args.positional) < 2:
        return UNKNOWN
    content = ev.items(f, node, args.positional[1])
    start = args.get(2)
    if content.items is not None and len(content.items) <= ev.config.unroll:
        items = [*([start] if start is not None else []), *content.items]
        if not items:
            return UNKNOWN
        result = items[0]
        for item in items[1:]:
            result = ev.call(f, node, args.positional[0], Args([result, item]))
        return result
    one = elements(content)
    return ev.call(f, node, args.positional[0], Args([one, one]))


@external("torch.utils.checkpoint.checkpoint")
def checkpoint(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    """A higher-order operator: its function is traced where it is called."""
    own = {"use_reentrant", "context_fn", "determinism_check", "debug", "preserve_rng_state", "early_stop"}
    keywords = {name: value for name, value in args.keywords.items() if name not in own}
    if not args.positional:
        return UNKNOWN
    return ev.call(f, node, args.positional[0], Args(args.positional[1:], keywords, args.open, args.among))


@external("itertools.chain")
def chain(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    parts = [ev.items(f, node, value) for value in args.positional]
    if all(part.items is not None for part in parts):
        return IteratorObj(Tuple(tuple(item for part in parts for item in part.items or ())), "chain")
    return IteratorObj(Tuple(None, union(elements(part) for part in parts)), "chain")


@external("itertools.product", "itertools.combinations", "itertools.permutations", "itertools.zip_longest")
def combine(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    parts = [elements(ev.items(f, node, value)) for value in args.positional if not scalar_type(value)]
    return IteratorObj(Tuple(None, Tuple(None, union(parts)) if len(parts) < 2 else Tuple(tuple(parts))), "itertools")


@external("dataclasses.dataclass")
def dataclass(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    """As a decorator, with or without arguments."""
    cls = args.get(0, "cls")
    if not isinstance(cls, ClassValue):
        return Partial(External("dataclasses.dataclass"), (), tuple(args.keywords.items())) if cls is None else cls
    cls.info.dataclass = True
    cls.info.frozen = args.keywords.get("frozen") == Const(True)
    return cls


@external("re.compile")
def compiled_regex(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Opaque("re.Pattern")


@external("itertools.groupby")
def groupby(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    one = elements(ev.items(f, node, args.positional[0])) if args.positional else UNKNOWN
    key = args.get(1, "key")
    named = one if key is None or key == NONE else ev.call(f, node, key, Args([one]))
    return IteratorObj(Tuple(None, Tuple((named, IteratorObj(Tuple(None, one), "itertools")))), "itertools")


@external("itertools.repeat")
def repeat(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return IteratorObj(Tuple(None, args.positional[0] if args.positional else UNKNOWN), "repeat")


@external("itertools.count")
def count(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return IteratorObj(Tuple(None, Scalar("int")), "count")


@external("itertools.accumulate", "itertools.islice", "itertools.cycle", "itertools.takewhile", "itertools.dropwhile")
def some(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return IteratorObj(
        Tuple(None, union(elements(ev.items(f, node, value)) for value in args.positional[:1])), "itertools"
    )


@external("collections.deque")
def deque(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    content = ev.items(f, node, args.positional[0]) if args.positional else Tuple(())
    return ListObj(Tuple(content.items, content.elem), "deque")


@external("collections.namedtuple")
def namedtuple(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    name, fields = args.get(0, "typename"), args.get(1, "field_names")
    if isinstance(fields, Const) and isinstance(fields.value, str):
        names = tuple(fields.value.replace(",", " ").split())
    else:
        content = ev.items(f, node, fields) if fields is not None else Tuple(None)
        names = tuple(str(i.value) for i in content.items or () if isinstance(i, Const))
    label = str(name.value) if isinstance(name, Const) else "namedtuple"
    return Partial(External("collections.namedtuple.new"), (Const(label), Const(" ".join(names))), ())


@external("collections.namedtuple.new")
def new_namedtuple(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    label, joined = args.positional[0], args.positional[1]
    assert isinstance(label, Const)
    assert isinstance(joined, Const)
    fields = tuple(str(joined.value).split())
    items = [args.get(2 + i) or args.keywords.get(field, UNKNOWN) for i, field in enumerate(fields)]
    return Tuple(tuple(items), cls=str(label.value), fields=fields)


@external("random.random", "random.uniform", "random.gauss", "random.betavariate")
def random_float(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Scalar("float")


@external("random.randint", "random.randrange")
def random_int(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Scalar("int")


@external("random.choice")
def choice(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return elements(ev.items(f, node, args.positional[0] if args.positional else UNKNOWN))


@external("logging.getLogger", "logging.Logger")
def logger(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Opaque("logging.Logger")


@external("threading.Lock", "threading.RLock", "threading.Condition", "threading.Semaphore")
def lock(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Opaque("threading.Lock")


@external("builtins.open")
def open_(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Opaque("io.TextIOWrapper")


@external("time.time", "time.perf_counter", "time.monotonic")
def clock(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return Scalar("float")


@external("warnings.warn", "warnings.simplefilter", "warnings.filterwarnings", "random.seed", "random.shuffle")
def nothing(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return NONE


def _constant(*, value: bool) -> Model:
    def answer(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
        return Const(value)

    return answer


for _name in (
    "torch.jit.is_scripting",
    "torch.jit.is_tracing",
    "torch.onnx.is_in_onnx_export",
    "torch._C._get_tracing_state",
    "torch.overrides.has_torch_function",
    "torch.overrides.has_torch_function_unary",
    "torch.is_deterministic",
    "torch.overrides.has_torch_function_variadic",
    "torch.is_inference_mode_enabled",
):
    external(_name)(_constant(value=False))
for _name in ("torch.compiler.is_compiling", "torch._dynamo.is_compiling", "torch.compiler.is_dynamo_compiling"):
    external(_name)(_constant(value=True))
