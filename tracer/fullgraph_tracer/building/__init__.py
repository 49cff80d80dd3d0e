"""Real Python object -> variable. Importing the package registers all builders, and all models of known callables."""

import importlib
import pkgutil

from fullgraph_tracer import models
from fullgraph_tracer.building.build import build

__all__ = ["REGISTERED", "build"]

REGISTERED = tuple(
    importlib.import_module(found.name)
    for package in (__name__, models.__name__)
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
    if not found.name.endswith(".generate")
)
"""Every file of this package and of `models`: each registers itself when it is imported."""
