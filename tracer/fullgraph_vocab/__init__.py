"""The words all parts of fullgraph share: kinds, break codes, spans and wire messages.

Architecture invariant: standard library only. The analysis, the tracer and the server import it; it imports none of
them.
"""
