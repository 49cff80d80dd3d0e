"""What is written at the small functions holds: for the analysis exactly, and for the installed torch."""

import signal
from multiprocessing import get_context

import pytest

from .small_functions import FILES, broken, expected, predicted


@pytest.mark.parametrize("name", FILES)
def test_the_analysis_says_what_is_written(name):
    assert predicted(name) == expected(name, "break", "alarm")


@pytest.mark.parametrize("name", FILES)
def test_torch_breaks_where_it_is_written(name):
    """In a process of its own: what was compiled before changes what torch says of some of them."""
    signal.alarm(600)  # a whole file of functions
    with get_context("spawn").Pool(1) as fresh:
        assert fresh.apply(broken, (name,)) == expected(name, "break", "missed")
