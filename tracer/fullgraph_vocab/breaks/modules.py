"""6xx: torch operators and modules: modules, scripted and opaque objects (66x)."""

from __future__ import annotations

from fullgraph_vocab.breaks.definition import define

MODULE_INDEX = define(
    "FG660",
    "module indexed by something that is no constant",
    name="module-index",
    why="which submodule this is cannot be known while tracing",
    hints=("index by a plain int or str", "loop over the modules"),
    upstream=("GB0153", "GB0281", "GB0202"),
)
UNINITIALIZED_MODULE = define(
    "FG661",
    "module that is not initialized",
    name="uninitialized-module",
    why="`super().__init__()` has not run for this module",
    hints=("call `super().__init__()` first in `__init__`",),
    upstream=("GB0119",),
)
MODULE_GETATTR = define(
    "FG662",
    "module with its own attribute access",
    name="module-getattr",
    why="the module's class overrides `__getattribute__` or has a `__getattr__` that is no Python function",
    hints=("define `__getattr__` as a plain method", "use a plain attribute"),
    upstream=("GB0031", "GB0032", "GB0211"),
)
MODULE_MEMBER = define(
    "FG663",
    "method or attribute of a module without support",
    name="module-member",
    why="`{name}` of this module cannot be traced",
    hints=("keep the value in a plain attribute, a buffer or a submodule",),
    upstream=("GB0121", "GB0161", "GB0188"),
)
SCRIPTED = define(
    "FG664",
    "TorchScript function, module or object",
    name="scripted",
    why="TorchScript cannot be traced into",
    hints=("remove torch.jit.script: the compiler replaces it",),
    upstream=("GB4695", "GB0357", "GB0265", "GB0266", "GB0267"),
)
OPAQUE_OBJECT = define(
    "FG665",
    "use of an opaque object that is not registered",
    name="opaque-object",
    why="{detail}",
    hints=("register the member with the type", "make the object outside the compiled function"),
    upstream=("GB0362", "GB0363", "GB1739", "GB2078", "GB7685", "GB8656", "GB8843", "GB9567"),
)
