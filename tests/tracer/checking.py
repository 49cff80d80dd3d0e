"""`check(fn, *args)`: eager, the tracer and the installed torch agree on one case."""

from __future__ import annotations

import copy
import operator
from typing import Any

from tests.parity.compare import NO_VALUE, compare
from tests.parity.oracle import run_oracle
from tests.parity.ours import run_ours
from tests.parity.same import difference

from fullgraph_vocab.kinds.releases import agrees


def check(fn: Any, *args: Any, kinds: bool = True, **kwargs: Any) -> Any:
    """Assert that verdict, call targets, break sites, kinds and result agree; gives our report's observation."""
    eager = fn(*copy.deepcopy(args), **copy.deepcopy(kwargs))
    ours = run_ours(fn, copy.deepcopy(args), copy.deepcopy(kwargs))
    assert not ours.seen.error, ours.seen.traceback
    theirs = run_oracle(fn, copy.deepcopy(args), copy.deepcopy(kwargs), kinds=kinds)
    assert not difference(eager, ours.result), difference(eager, ours.result)
    found = compare(ours.seen, theirs.seen, is_user=lambda _: True, same_kind=operator.eq)
    assert ours.seen.sites == theirs.seen.sites, (ours.seen.sites, theirs.seen.sites)
    assert found.targets, found.notes
    assert found.verdict
    if kinds:
        known = {key: [n for n in names if n != NO_VALUE] for key, names in theirs.seen.kinds.items()}
        wrong = {
            key: (theirs.seen.texts.get(key), names[-1], known[key])
            for key, names in ours.seen.kinds.items()
            if known.get(key) and not any(agrees(names[-1], n, "2.13") for n in known[key])
        }
        assert not wrong, wrong
    return ours.seen
