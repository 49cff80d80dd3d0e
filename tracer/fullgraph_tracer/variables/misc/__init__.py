"""Kinds that belong to no other family: cells, super(), exceptions, modules, unresolved attributes ..."""
