"""Handlers of expressions, by sort."""
