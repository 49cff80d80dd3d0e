"""Everything callable that Python code defines."""
