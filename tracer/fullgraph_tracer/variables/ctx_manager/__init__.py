"""`with` blocks that torch understands."""
