"""What CPython's interpreter does around real objects: calls, contexts of exceptions, classes, imports."""

from __future__ import annotations
import __future__

import builtins
import inspect
import types
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from types import CellType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fullgraph_tracer.interpreter.machine import Frame

_HEAP_TYPE = 1 << 9
_OF_COMPILE = inspect.signature(compile)  # working it out runs Python code, and frames of it would be offered
_FUTURE_FLAGS = reduce(or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names))


def type_name(value: Any) -> str:
    """`Py_TYPE(value)->tp_name`: with the module for static types outside builtins."""
    cls = type(value)
    if cls.__flags__ & _HEAP_TYPE or cls.__module__ == "builtins":
        return cls.__name__
    return f"{cls.__module__}.{cls.__qualname__}"


def lookup_special(value: Any, name: str) -> Any | None:
    """`_PyObject_LookupSpecial`: an attribute of the type, bound to the value. No metaclass, no `__getattr__`."""
    for cls in type(value).__mro__:
        if name in vars(cls):
            found = vars(cls)[name]
            bind = getattr(type(found), "__get__", None)
            return found if bind is None else bind(found, value, type(value))
    return None


# exceptions


def _call(func: Any, args: list[Any], kwargs: Mapping[str, Any]) -> Any:
    return func(*args, **kwargs)


def call_from(f: Frame, func: Any, args: list[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call as the frame would, from its globals: `type` and `sys._getframe(1)` look at them."""
    call = types.FunctionType(_call.__code__, f.globals)
    return call(func, args, kwargs)


def handling(handled: BaseException, execute: Callable[[], None]) -> None:
    """Execute while an exception is being handled."""
    context, traceback = handled.__context__, handled.__traceback__
    try:
        raise handled  # noqa: TRY301 to make it current
    except BaseException:  # noqa: BLE001 that one
        handled.__context__, handled.__traceback__ = context, traceback
        execute()


def raised_by(given: int, exc: Any, cause: Any) -> BaseException:
    """What RAISE_VARARGS with that many operands raises."""
    try:
        match given:
            case 0:
                raise  # noqa: PLE0704 what is handled outside the machine, or CPython's RuntimeError
            case 1:
                raise exc  # noqa: TRY301 CPython instantiates and complains
            case _:
                raise exc from cause  # noqa: TRY301
    except BaseException as error:  # noqa: BLE001 caught to be raised by the frame
        return error


def add_context(exc: BaseException, handled: BaseException) -> None:
    """`_PyErr_ChainStackItem`: its own contexts stay, `handled` is behind the last of them; no cycle comes of it."""
    last, seen = exc, {id(exc)}
    while last is not handled and last.__context__ is not None and id(last.__context__) not in seen:
        last = last.__context__
        seen.add(id(last))
    if last is not handled and id(handled) not in seen:
        _cut(handled, exc)
        last.__context__ = handled


def _cut(chain: BaseException, exc: BaseException) -> None:
    seen = set()
    while chain.__context__ is not None and id(chain) not in seen:
        seen.add(id(chain))
        if chain.__context__ is exc:
            chain.__context__ = None
            return
        chain = chain.__context__


# calls


def function_text(func: Any) -> str:
    """`_PyObject_FunctionStr`: how messages about arguments name a callable."""
    name = getattr(func, "__qualname__", None)
    if name is None:
        return str(func)
    module = getattr(func, "__module__", None)
    return f"{name}()" if module is None or module == "builtins" else f"{module}.{name}()"


def check_star_argument(func: Any, args: Any) -> None:
    """`check_args_iterable` of CALL_FUNCTION_EX."""
    if lookup_special(args, "__iter__") is None and lookup_special(args, "__getitem__") is None:
        message = f"{function_text(func)} argument after * must be an iterable, not {type_name(args)}"
        raise TypeError(message)


def merge_keywords(target: dict[Any, Any], other: Any, func: Any) -> None:
    """DICT_MERGE: `f(**target, **other)`."""
    if not hasattr(other, "keys"):
        message = f"{function_text(func)} argument after ** must be a mapping, not {type_name(other)}"
        raise TypeError(message)
    for key in other.keys():  # noqa: SIM118 any object with `keys` and `__getitem__` is a mapping here
        if key in target:
            raise TypeError(f"{function_text(func)} got multiple values for keyword argument '{key}'")
        target[key] = other[key]


def string_keywords(kwargs: Mapping[Any, Any]) -> dict[str, Any]:
    if not all(isinstance(key, str) for key in kwargs):
        raise TypeError("keywords must be strings")
    return dict(kwargs)


@cache
def unpacker(count: int, after: int | None = None) -> Callable[[Any], list[Any]]:
    """A native function that unpacks into `count` targets, with `after` into a starred one and those behind it."""
    names = [f"a{i}" for i in range(count)]
    if after is not None:
        names += ["*star", *(f"b{i}" for i in range(after))]
    plain = [name.removeprefix("*") for name in names]
    target = f"{', '.join(names)}," if names else "[]"
    scope: dict[str, Any] = {}
    exec(f"def unpack(value):\n {target} = value\n return [{', '.join(plain)}]", scope)  # noqa: S102 text of ours
    unpack: Callable[[Any], list[Any]] = scope["unpack"]
    return unpack


def context_methods(manager: Any, enter: str, exit_: str, protocol: str) -> tuple[Any, Any]:
    """The two bound methods of a context manager."""
    enter_method = lookup_special(manager, enter)
    if enter_method is None:
        raise TypeError(f"'{type_name(manager)}' object does not support {protocol}")
    exit_method = lookup_special(manager, exit_)
    if exit_method is None:
        raise TypeError(f"'{type_name(manager)}' object does not support {protocol} (missed {exit_} method)")
    return enter_method, exit_method


# builtins that look at the frame of their caller


def frame_locals(f: Frame) -> Any:
    """What `locals()` gives in the frame."""
    if f.namespace is not None:
        return f.namespace
    result = dict(f.locals)
    for name, cell in f.cells.items():
        if cell != CellType():  # an empty cell equals another
            result[name] = cell.cell_contents
    return result


_SUPER: Any = builtins.super


def _super(f: Frame, *args: Any) -> Any:
    """`super_init_without_args`: https://github.com/python/cpython/blob/3.12/Objects/typeobject.c."""
    if args:
        return _SUPER(*args)
    code = f.code
    if code.co_argcount == 0:
        raise RuntimeError("super(): no arguments")
    first = code.co_varnames[0]
    if first in f.locals:
        instance = f.locals[first]
    elif first in f.cells and f.cells[first] != CellType():
        instance = f.cells[first].cell_contents
    else:
        raise RuntimeError("super(): arg[0] deleted")
    if "__class__" not in code.co_freevars:
        raise RuntimeError("super(): __class__ cell not found")
    cell = f.cells["__class__"]
    if cell == CellType():
        raise RuntimeError("super(): empty __class__ cell")
    return super(cell.cell_contents, instance)


def _locals(f: Frame) -> Any:
    return frame_locals(f)


def _globals(f: Frame) -> Any:
    return f.globals


def _vars(f: Frame, *args: Any) -> Any:
    return vars(*args) if args else frame_locals(f)


def _dir(f: Frame, *args: Any) -> Any:
    return dir(*args) if args else sorted(frame_locals(f))


def _eval(f: Frame, source: Any, globals_: Any = None, locals_: Any = None, /, **kwargs: Any) -> Any:
    code = _compiled(f, source.lstrip(" \t") if isinstance(source, str) else source, "eval")
    return eval(code, *_scopes(f, globals_, locals_), **kwargs)  # noqa: S307 the program's own call


def _exec(f: Frame, source: Any, globals_: Any = None, locals_: Any = None, /, **kwargs: Any) -> None:
    code = _compiled(f, source, "exec")
    exec(code, *_scopes(f, globals_, locals_), **kwargs)  # noqa: S102 the program's own call


def _compiled(f: Frame, source: Any, mode: str) -> Any:
    return source if isinstance(source, types.CodeType) else _compile(f, source, "<string>", mode)


def _compile(f: Frame, *args: Any, **kwargs: Any) -> Any:
    """`compile` inherits the future statements of its caller: of the frame, not of this module."""
    given = _OF_COMPILE.bind(*args, **kwargs)
    given.apply_defaults()
    if not given.arguments["dont_inherit"]:
        given.arguments["flags"] |= f.code.co_flags & _FUTURE_FLAGS
        given.arguments["dont_inherit"] = True
    return compile(*given.args, **given.kwargs)


def _scopes(f: Frame, globals_: Any, locals_: Any) -> tuple[Any, Any]:
    if globals_ is None:
        return f.globals, frame_locals(f) if locals_ is None else locals_
    return globals_, globals_ if locals_ is None else locals_


# by identity: any of them may have been given another name
FRAME_READERS: dict[int, Callable[..., Any]] = {
    id(builtin): reader
    for builtin, reader in (
        (builtins.super, _super),
        (builtins.locals, _locals),
        (builtins.globals, _globals),
        (builtins.vars, _vars),
        (builtins.dir, _dir),
        (builtins.eval, _eval),
        (builtins.exec, _exec),
        (builtins.compile, _compile),
    )
}


# classes


@dataclass(frozen=True, slots=True)
class ClassInMaking:
    """A class statement whose body is yet to run in `namespace`."""

    name: str
    bases: tuple[Any, ...]
    metaclass: Any
    namespace: Any
    kwargs: dict[str, Any]

    def finish(self, cell: Any) -> Any:
        """Call the metaclass; `cell` is what the body returned, the cell of `__class__` or None."""
        cls = self.metaclass(self.name, self.bases, self.namespace, **self.kwargs)
        if isinstance(cls, type) and isinstance(cell, CellType):
            if cell == CellType():
                hint = "Was __classcell__ propagated to type.__new__?"
                raise RuntimeError(f"__class__ not set defining {self.name!r} as {cls!r}. {hint}")
            if cell.cell_contents is not cls:
                raise TypeError(f"__class__ set to {cell.cell_contents!r} defining {self.name!r} as {cls!r}")
        return cls


def prepare_class(name: str, bases: tuple[Any, ...], kwargs: dict[str, Any]) -> ClassInMaking:
    """The first half of `__build_class__`."""
    resolved = types.resolve_bases(bases)
    metaclass, namespace, rest = types.prepare_class(name, resolved, kwargs)
    if resolved is not bases:
        namespace["__orig_bases__"] = bases
    return ClassInMaking(name, tuple(resolved), metaclass, namespace, rest)


# imports


def import_from(module: Any, name: str) -> Any:
    """IMPORT_FROM by the statement itself, for its message: `module` stands in for what `__import__` returns."""
    scope = {"__builtins__": {"__import__": lambda *_: module}, "__name__": __name__}
    exec(f"from module import {name} as found", scope)  # noqa: S102 `name` is an identifier of the program
    return scope["found"]


def import_star(module: Any, namespace: Any) -> None:
    """https://github.com/python/cpython/blob/3.12/Python/intrinsics.c: `import_all_from`."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [name for name in vars(module) if not name.startswith("_")]
    for name in names:
        namespace[name] = getattr(module, name)
