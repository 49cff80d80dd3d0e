"""Context managers of torch: as blocks, as decorators, across breaks. Each case gives a function and its arguments."""

import torch

x4 = lambda: torch.randn(4)


def case_no_grad():

    def f(x):
        with torch.no_grad():
            y = x.sin()
        return y + x

    return (f, (x4().requires_grad_(),))


def case_enable_grad():

    def f(x):
        with torch.no_grad():
            y = x.sin()
            with torch.enable_grad():
                z = y.cos() * x
        return y + z

    return (f, (x4().requires_grad_(),))


def case_set_grad():

    def f(x):
        with torch.set_grad_enabled(False):
            y = x.sin()
        return y + x

    return (f, (x4().requires_grad_(),))


def case_set_grad_fn():

    def f(x):
        torch.set_grad_enabled(False)
        y = x.sin()
        torch.set_grad_enabled(True)
        return y + x

    return (f, (x4().requires_grad_(),))


def case_set_grad_fn2():

    def f(x):
        p = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)
        y = x.sin()
        torch._C._set_grad_enabled(p)
        return y + x

    return (f, (x4().requires_grad_(),))


def case_inference():

    def f(x):
        with torch.inference_mode():
            y = x.sin()
        return y + 1

    return (f, (x4(),))


def case_inference_false():

    def f(x):
        with torch.inference_mode(False):
            y = x.sin()
        return y + 1

    return (f, (x4(),))


def case_autocast():

    def f(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = x @ x
        return y + 1

    return (f, (torch.randn(4, 4),))


def case_autocast2():

    def f(x):
        with torch.autocast(device_type="cpu", enabled=False):
            y = x @ x
        with torch.amp.autocast("cpu"):
            z = y @ x
        return z + 1

    return (f, (torch.randn(4, 4),))


def case_cpu_autocast():

    def f(x):
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            y = x @ x
        return y + 1

    return (f, (torch.randn(4, 4),))


def case_cuda_autocast():

    def f(x):
        with torch.cuda.amp.autocast(enabled=False):
            y = x @ x
        return y + 1

    return (f, (torch.randn(4, 4),))


@torch.no_grad()
def deco(x):
    return x.sin()


def case_deco():

    def f(x):
        return deco(x) + x

    return (f, (x4().requires_grad_(),))


@torch.no_grad
def deco0(x):
    return x.sin()


def case_deco0():

    def f(x):
        return deco0(x) + x

    return (f, (x4().requires_grad_(),))


def case_deco_root():
    return (deco, (x4().requires_grad_(),))


def case_deco_local():

    def f(x):

        @torch.no_grad()
        def g(y):
            return y.cos()

        return g(x) + x

    return (f, (x4().requires_grad_(),))


def case_deco_local2():

    def f(x):

        def g(y):
            return y.cos()

        return torch.no_grad()(g)(x) + x

    return (f, (x4().requires_grad_(),))


@torch.enable_grad()
def decoe(x):
    return x.sin()


@torch.inference_mode()
def decoi(x):
    return x.sin()


@torch.autocast("cpu")
def decoa(x):
    return x @ x


@torch.set_grad_enabled(False)
def decos(x):
    return x.sin()


def case_deco_enable():

    def f(x):
        return decoe(x) * 2

    return (f, (x4().requires_grad_(),))


def case_deco_inf():

    def f(x):
        return decoi(x) * 2

    return (f, (x4(),))


def case_deco_auto():

    def f(x):
        return decoa(x) * 2

    return (f, (torch.randn(4, 4),))


def case_deco_setgrad():

    def f(x):
        return decos(x) * 2

    return (f, (x4().requires_grad_(),))


def case_break_in():

    def f(x):
        with torch.no_grad():
            y = x.sin()
            print("h")
            y = y.cos()
        return y + x

    return (f, (x4().requires_grad_(),))


def case_break_in2():

    def f(x):
        with torch.no_grad():
            y = x.sin()
            with torch.enable_grad():
                z = x.exp()
                torch._dynamo.graph_break()
                y = y.cos() + z.cos()
        return y + x

    return (f, (x4().requires_grad_(),))


def case_break_in_autocast():

    def f(x):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = x @ x
            torch._dynamo.graph_break()
            y = y @ x
        return y + x

    return (f, (torch.randn(4, 4),))


def case_break_in_inference():

    def f(x):
        with torch.inference_mode():
            y = x @ x
            torch._dynamo.graph_break()
            y = y @ x
        return y + 1

    return (f, (torch.randn(4, 4),))


def case_ctx_var():

    def f(x):
        c = torch.no_grad()
        with c:
            y = x.sin()
        with c:
            z = x.cos()
        return y + z

    return (f, (x4().requires_grad_(),))


def case_ctx_arg():

    def f(x, c):
        with c:
            y = x.sin()
        return y * x

    return (f, (x4().requires_grad_(), torch.no_grad()))


def case_ctx_arg_set():

    def f(x, c):
        with c:
            y = x.sin()
        return y * x

    return (f, (x4().requires_grad_(), torch.autocast("cpu")))


def case_ctx_ret():

    def f(x):
        c = torch.no_grad()
        return (x + 1, c)

    return (f, (x4(),))


def case_profiler():

    def f(x):
        with torch.autograd.profiler.record_function("a"):
            y = x.sin()
        with torch.profiler.record_function("b"):
            y = y.sin()
        return y * x

    return (f, (x4(),))


def case_profile():

    def f(x):
        with torch.profiler.profile():
            y = x.sin()
        return y * x

    return (f, (x4(),))


def case_device():

    def f(x):
        with torch.device("cpu"):
            y = torch.ones(4)
        return y * x

    return (f, (x4(),))


def case_nullcontext():
    import contextlib

    def f(x):
        with contextlib.nullcontext():
            y = x.sin()
        return y * x

    return (f, (x4(),))


def case_exc_in_with():

    def f(x):
        try:
            with torch.no_grad():
                y = x.sin()
                raise ValueError("x")
        except ValueError:
            y = x.cos()
        return y * x

    return (f, (x4().requires_grad_(),))


def case_return_in_with():

    def f(x):
        with torch.no_grad():
            return x.sin()

    return (f, (x4().requires_grad_(),))


def case_dual():
    import torch.autograd.forward_ad as fwAD

    def f(x):
        with fwAD.dual_level():
            d = fwAD.make_dual(x, x)
            y = d.sin()
            t = fwAD.unpack_dual(y)
        return t.tangent

    return (f, (x4(),))


def case_fwd_grad():
    import torch.autograd.forward_ad as fwAD

    def f(x):
        with fwAD._set_fwd_grad_enabled(False):
            y = x.sin()
        return y

    return (f, (x4(),))


def case_saved_hooks_off():

    def f(x):
        with torch.autograd.graph.disable_saved_tensors_hooks("no"):
            y = x.sin()
        return y

    return (f, (x4(),))


def case_saved_hooks():

    def f(x):
        with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
            y = x.sin()
        return y

    return (f, (x4(),))


def case_sdpa():
    from torch.nn.attention import SDPBackend, sdpa_kernel

    def f(x):
        with sdpa_kernel(SDPBackend.MATH):
            y = torch.nn.functional.scaled_dot_product_attention(x, x, x)
        return y + 1

    return (f, (torch.randn(1, 2, 4, 4),))


def case_sdpa2():
    from torch.nn.attention import SDPBackend, sdpa_kernel

    def f(x):
        with sdpa_kernel([SDPBackend.MATH, SDPBackend.EFFICIENT_ATTENTION], set_priority=False):
            y = torch.nn.functional.scaled_dot_product_attention(x, x, x)
        return y + 1

    return (f, (torch.randn(1, 2, 4, 4),))


def case_catch():
    import warnings

    def f(x):
        with warnings.catch_warnings():
            y = x.sin()
        return y + 1

    return (f, (x4(),))


def case_catch3():
    import warnings

    def f(x):
        with warnings.catch_warnings(record=True) as w:
            y = x.sin()
        return y + 1

    return (f, (x4(),))


def case_det():

    def f(x):
        torch.use_deterministic_algorithms(True)
        y = x.sin()
        torch.use_deterministic_algorithms(False)
        return y + 1

    return (f, (x4(),))


def case_annot():
    import torch.fx.traceback as tb

    def f(x):
        with tb.annotate({"a": 1}):
            y = x.sin()
        return y + 1

    return (f, (x4(),))


def case_patch():

    def f(x):
        with torch._dynamo.patch_dynamo_config(capture_scalar_outputs=True):
            y = x.sum().item()
        return x + y

    return (f, (x4(),))


def case_eogb():

    def f(x):
        with torch._dynamo.error_on_graph_break(False):
            y = x.sin()
            torch._dynamo.graph_break()
            y = y.cos()
        return x + y

    return (f, (x4(),))


def case_disable():

    @torch.compiler.disable
    def g(x):
        return x.sin()

    def f(x):
        return g(x) + 1

    return (f, (x4(),))


def case_allow():

    @torch.compiler.allow_in_graph
    def g(x):
        return x.sin()

    def f(x):
        return g(x) + 1

    return (f, (x4(),))


def case_set_multithreading():

    def f(x):
        with torch.autograd.set_multithreading_enabled(False):
            y = x.sin()
        return y

    return (f, (x4(),))


def case_user_ctx_break():

    class C:
        def __enter__(self):
            return 1

        def __exit__(self, *a):
            return None

    def f(x):
        with C():
            y = x.sin()
            torch._dynamo.graph_break()
            y = y + 1
        return y

    return (f, (x4(),))


def case_random_fork():

    def f(x):
        with torch.random.fork_rng():
            y = x.sin()
        return y

    return (f, (x4(),))


def case_isgrad():

    def f(x):
        with torch.no_grad():
            if torch.is_grad_enabled():
                return x.sin()
            y = x.cos()
        return y

    return (f, (x4(),))


def case_func_nograd_nested():

    @torch.no_grad()
    def g(x):
        torch._dynamo.graph_break()
        return x.sin()

    def f(x):
        y = x + 1
        return g(y) * 2

    return (f, (x4().requires_grad_(),))


def case_disable_torch_function():

    def f(x):
        with torch._C.DisableTorchFunctionSubclass():
            y = x.sin()
        return y

    return (f, (x4(),))
