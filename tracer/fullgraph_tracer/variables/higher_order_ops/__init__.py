"""Operators that take functions: each function is traced into a graph of its own, with what it reaches outside as inputs."""
