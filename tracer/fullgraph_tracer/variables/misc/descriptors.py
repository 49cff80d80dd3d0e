"""C methods bound to an object of the program's own class, as torch tells them apart."""

from __future__ import annotations

from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable


class MethodWrapperVariable(BuiltinMethodVariable):
    """A slot of a C type, bound: `obj.__len__`, `obj.__setattr__`."""
