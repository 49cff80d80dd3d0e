"""Handlers of statements, by sort."""
