"""FG302, FG304, FG308: numpy functions. Dynamo traces them through torch; numpy's scalars need the number."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, OutsideSubscript
from fullgraph_analysis.eval.values import Tensor, Tuple
from fullgraph_analysis.models.numpy_functions import known, supported
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import SKIPPED_INLINE
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP, DYNAMIC_SHAPE_OP, NUMPY_UNSUPPORTED

VALID = (
    """import numpy as np
def f(x):  # inputs: x=f32[4]
    return x * int(np.floor(3 / 2))
""",
    """import numpy as np
def f(x):  # inputs: x=f32[4]
    return x * np.sqrt(x.shape[0])
""",
    """import numpy as np
def f(x):  # inputs: x=f32[4]
    return x + np.random.rand(4)
""",
)
INVALID = (
    (
        """import numpy as np
def f(x):  # inputs: x=f32[4]
    return x * np.random.random()
""",
        3,
    ),
    (
        """import numpy as np
def f(x):  # inputs: x=f32[4]
    return np.unique(x.numpy())
""",
        3,
    ),
    (
        """import numpy as np
def f(x):  # inputs: x=f32[4]
    return np.frexp(x.numpy())
""",
        3,
    ),
    (
        """import numpy as np
def f(x):  # inputs: x=f32[4]
    return x * int(np.prod([2, 3]))
""",
        3,
    ),
)
_DRAWS = frozenset(
    ["random", "rand", "randn", "randint", "uniform", "normal", "choice", "random_sample", "standard_normal"]
)
_DYNAMIC = frozenset({"numpy.unique", "numpy.nonzero", "numpy.flatnonzero", "numpy.argwhere", "numpy.bincount"})
_SIZED = frozenset({"numpy.arange", "numpy.linspace", "numpy.zeros", "numpy.ones", "numpy.full", "numpy.empty"})


@rule(Call)
def numpy_call(event: Call) -> Hit | None:
    """`np.random.random()`, `np.unique(x)`, `np.frexp(x)`, `np.arange(n)` with an array `n`."""
    name = event.name
    if not name.startswith("numpy.") or event.args.open:
        return None
    short = name.rpartition(".")[2]
    if name.startswith("numpy.random.") and short in _DRAWS:
        return Hit(DATA_DEPENDENT_OP, {"name": short}) if _draws_one(event, short) else None
    if name in _DYNAMIC and any(isinstance(arg, Tensor) for arg in event.args.positional):
        return Hit(DYNAMIC_SHAPE_OP, {"name": short})
    if name == "numpy.where" and len(event.args.positional) == 1 and isinstance(event.args.positional[0], Tensor):
        return Hit(DYNAMIC_SHAPE_OP, {"name": short})
    if name in _SIZED:
        first = event.args.get(0)
        sizes = first.items if isinstance(first, Tuple) and first.items is not None else event.args.positional
        values = [arg for arg in sizes if isinstance(arg, Tensor) and not arg.folded]
        return Hit(DATA_DEPENDENT_OP, {"name": short}, sure=min(v.sure for v in values)) if values else None
    if known(name) and not supported(name) and short.islower() and short not in _TYPES:
        return Hit(NUMPY_UNSUPPORTED, {"name": name})
    return None


_TYPES = frozenset(
    [
        "errstate",
        "float128",
        "longdouble",
        "complex256",
        "bytes_",
        "str_",
        "object_",
        "void",
        "datetime64",
        "timedelta64",
        "clongdouble",
    ]
)


def _draws_one(event: Call, short: str) -> bool:
    """Whether a number is drawn, which Dynamo reads off; a choice reads off the positions that were drawn."""
    if short == "choice":
        return True
    if "size" in event.args.keywords:
        return False
    position = {"rand": 0, "randn": 0, "random": 0, "random_sample": 0, "standard_normal": 0}.get(short, 2)
    return len(event.args.positional) <= position


@rule(OutsideSubscript)
def grid(event: OutsideSubscript) -> Hit | None:
    """`np.mgrid[0:3]`, an object with a `__getitem__` of numpy's own."""
    if event.name in ("numpy.mgrid", "numpy.ogrid", "numpy.r_", "numpy.c_"):
        return Hit(SKIPPED_INLINE, {"name": event.name}, resumes=True)
    return None
