"""Operators that take functions: each is traced into a graph of its own, with what it reaches outside as inputs."""
