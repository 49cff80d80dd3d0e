"""FG703, FG107: generators and comprehensions around a break.

Up to Python 3.11 a comprehension around a break is traced again as a function of its own.

The iterator is given to it. Dynamo can go on with that of a tuple or a range; not with that of a list, a dictionary,
or a `zip`.
"""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, Interrupted, Iterate
from fullgraph_analysis.eval.values import DictObj, Instance, IteratorObj, ListObj
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.control_flow import GENERATOR_ESCAPES
from fullgraph_vocab.breaks.object_model import ITERATE

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return [x + i for i in [1, 2]]
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    for i in range(2):
        print(i)
    return [x + i for i in [1, 2]]
""",
        4,
    ),
)


@rule(Iterate)
def reentered(event: Iterate) -> Hit | None:
    """The comprehension's own frame."""
    if event.how != "reentered":
        return None
    value = event.value
    container = value.container if isinstance(value, Instance) else value
    if isinstance(container, ListObj | DictObj | IteratorObj):
        return Hit(ITERATE, {"type": "iterator"}, resumes=False)
    return None


@rule(Interrupted)
def half_consumed(event: Interrupted) -> Hit | None:
    """`any(v > 0 for v in x)`: where the first test breaks the graph, the generator has begun."""
    iterator = event.iterator
    if isinstance(iterator, IteratorObj) and iterator.cls == "generator":
        return Hit(GENERATOR_ESCAPES, resumes=False)
    return None
