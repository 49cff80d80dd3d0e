"""Back ends that also say what they were given, and what they made of it.

`torch.compile` hands a captured graph to AOTAutograd, which lowers it to ATen operators, forward and backward, and
hands those to the compiler proper. The two back ends that are used here are put together from torch's own parts, with
a recorder in that last place; any other back end is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import torch
from torch._dynamo.backends.common import aot_autograd
from torch._functorch._aot_autograd.utils import make_boxed_func
from torch._functorch.partitioners import min_cut_rematerialization_partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch.fx import GraphModule

Backend = Callable[..., Any]

_MOST_CHARACTERS = 1 << 20
"""Of each text: what a language model of a thousand layers generates is nothing that an editor should be sent."""


@dataclass
class Recorder:
    """What the compiler proper was given, in order, and the code that it generated."""

    aten: list[str] = field(default_factory=list)
    generated: list[str] = field(default_factory=list)

    def backend(self, name: str) -> str | Backend:
        """What `torch.compile` takes as its back end for this name."""
        if name == "inductor":
            return self._inductor
        if name == "aot_eager":
            made = aot_autograd(
                fw_compiler=self._as_it_is,
                bw_compiler=self._as_it_is,
                partition_fn=min_cut_rematerialization_partition,
                keep_inference_input_mutations=True,
            )
            return cast("Backend", made)
        return name

    def texts(self) -> dict[str, str]:
        """`aten` and `generated`, where there is something to say."""
        told = {"aten": self.aten, "generated": self.generated}
        return {name: _joined(texts) for name, texts in told.items() if texts}

    def _given(self, module: GraphModule, *, backward: bool) -> None:
        title = f"# {'backward' if backward else 'forward'}, ATen graph {len(self.aten) + 1}\n"
        self.aten.append(title + module.print_readable(print_output=False))

    def _inductor(self, module: GraphModule, inputs: Sequence[Any], **options: Any) -> Any:
        # Inductor is only imported once it is wanted: the import takes a second.
        from torch._inductor.compile_fx import compile_fx, compile_fx_inner  # noqa: PLC0415

        def inner(lowered: GraphModule, given: Sequence[Any], **more: Any) -> Any:
            self._given(lowered, backward=bool(more.get("is_backward")))
            made = compile_fx_inner(lowered, given, **more)
            code = getattr(made, "source_code", None)  # a graph without operations is not compiled
            if code:
                self.generated.append(str(code))
            return made

        # A hit of AOTAutograd's cache comes without the graphs that are to be shown.
        with torch._functorch.config.patch(enable_autograd_cache=False):  # noqa: SLF001 - its public name is this one
            return compile_fx(cast("Any", module), inputs, inner_compile=inner, **options)

    def _as_it_is(self, module: GraphModule, inputs: Sequence[Any]) -> Any:  # noqa: ARG002 - a compiler's signature
        self._given(module, backward=any("tangents" in str(node.target) for node in module.graph.nodes))
        return make_boxed_func(module.forward)


def _joined(texts: list[str]) -> str:
    text = "\n\n".join(texts)
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[:_MOST_CHARACTERS]}\n# ... cut off after {_MOST_CHARACTERS} characters\n"
