"""The language server: one file per feature. The only place that knows LSP's types.

A feature converts, asks the engine's session, and converts back.
"""
