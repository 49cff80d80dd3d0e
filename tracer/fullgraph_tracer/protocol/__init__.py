"""The abstract-object layer: what CPython's `PyObject_*` functions do, over variables.

Opcodes and models call these; only these look at slots. Every function realizes what it touches.
"""

from fullgraph_tracer.protocol.attributes import delete_attribute, get_attribute, has_attribute, set_attribute
from fullgraph_tracer.protocol.calls import call, call_method
from fullgraph_tracer.protocol.compare import compare, contains, identical, is_operator, python_equal
from fullgraph_tracer.protocol.containers import delete_item, get_item, length, set_item
from fullgraph_tracer.protocol.exceptions import exception_matches, is_instance
from fullgraph_tracer.protocol.iteration import get_iter, iterate, next_item, to_list
from fullgraph_tracer.protocol.numbers import binary, unary
from fullgraph_tracer.protocol.text import format_value, join_strings, to_repr, to_str
from fullgraph_tracer.protocol.truth import hash_key, truth
from fullgraph_tracer.protocol.unpacking import keyword_items, logical_not, match_class, unpack

__all__ = [
    "binary",
    "call",
    "call_method",
    "compare",
    "contains",
    "delete_attribute",
    "delete_item",
    "exception_matches",
    "format_value",
    "get_attribute",
    "get_item",
    "get_iter",
    "has_attribute",
    "hash_key",
    "identical",
    "is_instance",
    "is_operator",
    "iterate",
    "join_strings",
    "keyword_items",
    "length",
    "logical_not",
    "match_class",
    "next_item",
    "python_equal",
    "set_attribute",
    "set_item",
    "to_list",
    "to_repr",
    "to_str",
    "truth",
    "unary",
    "unpack",
]
