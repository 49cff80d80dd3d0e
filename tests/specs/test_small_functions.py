"""What is written at the small functions holds: for the analysis exactly, and for the installed torch."""

import signal

import pytest

from .small_functions import FILES, broken, expected, predicted


@pytest.mark.parametrize("name", FILES)
def test_the_analysis_says_what_is_written(name):
    assert predicted(name) == expected(name, "break", "alarm")


@pytest.mark.parametrize("name", FILES)
def test_torch_breaks_where_it_is_written(name):
    signal.alarm(600)  # a whole file of functions
    assert broken(name) == expected(name, "break", "missed")
