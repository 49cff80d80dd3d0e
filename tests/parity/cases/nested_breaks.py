"""`nested_graph_breaks`: a break in a callee ends the callee there, and all frames of the chain go on after it."""

import functools

import torch
from torch import nn

CONFIG = {"nested_graph_breaks": True}

BREAK = torch._dynamo.graph_break


def broken(x):
    x = x + 1
    BREAK()
    return x * 2


def around(x):
    y = broken(x.sin())
    return y.cos()


def case_break_two_deep():
    def f(x):
        y = broken(x.sin())
        return y.cos()

    return f, (torch.ones(3),)


def case_break_three_deep():
    def f(x):
        return around(x + 3) - 1

    return f, (torch.ones(3),)


def case_tail_calls():
    def last(x):
        return broken(x)

    def f(x):
        return last(x)

    return f, (torch.ones(3),)


def case_callee_only_returns_after_its_break():
    def item(x):
        return (x.sum() * 2).item()

    def f(x):
        n = item(x.sin())
        return x * n

    return f, (torch.ones(3),)


def case_loop_in_the_callee():
    def looping(x):
        for _ in range(2):
            x = x + 1
            BREAK()
        return x * 2

    def f(x):
        y = looping(x.sin())
        return y.cos()

    return f, (torch.ones(3),)


def case_call_in_a_loop():
    def f(x):
        for _ in range(2):
            x = broken(x)
        return x.cos()

    return f, (torch.ones(3),)


def case_call_before_and_after_a_loop():
    def f(x):
        x = broken(x)
        for i in range(3):
            x = x * i
        x = broken(x.sin())
        return x + 1

    return f, (torch.ones(3),)


class Layer(nn.Module):
    def __init__(self, scale=1.0):
        super().__init__()
        self.linear = nn.Linear(3, 3)
        self.scale = scale
        self.calls = 0

    def forward(self, x):
        y = self.linear(x)
        self.calls += 1
        y = self.rescaled(y)
        return torch.relu(y)

    def rescaled(self, y):
        scale = y.abs().sum().item() + self.scale
        self.calls += 1
        return y * scale


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = Layer(), Layer(2.0)

    def forward(self, x):
        x = self.first(x) + 1
        return self.second(x).sin()


def case_modules():
    return Net(), (torch.ones(2, 3),)


def case_sequential():
    return nn.Sequential(Layer(), nn.ReLU(), Layer()), (torch.ones(2, 3),)


class Inherited(Layer):
    def forward(self, x, *, shift=0):
        y = super().forward(x.sin())
        return y + shift


def case_super_call():
    layer = Inherited()

    def f(x):
        return layer(x, shift=2).cos()

    return f, (torch.ones(2, 3),)


class Hooked(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Layer()
        self.layer.register_forward_hook(lambda _module, _args, result: result * 2)

    def forward(self, x):
        return self.layer(x.sin()).cos()


def case_module_with_a_hook():
    return Hooked(), (torch.ones(2, 3),)


def case_cell_shared_with_the_callee():
    def f(x):
        total = x.sin()

        def add(y):
            nonlocal total
            total = total + y
            BREAK()
            total = total * 2
            return y - 1

        y = add(x)
        return total + y

    return f, (torch.ones(3),)


def case_cell_made_in_the_callee():
    def counting(x):
        count = 1

        def more():
            nonlocal count
            count += 1
            return x * count

        y = more()
        BREAK()
        return y + more()

    def f(x):
        return counting(x.sin()).cos()

    return f, (torch.ones(3),)


def case_function_that_the_callee_returns():
    def make(x):
        y = x.sin()
        BREAK()

        def inner(z):
            return y + z

        return inner

    def f(x):
        return make(x)(x + 1).cos()

    return f, (torch.ones(3),)


def case_operands_that_wait():
    def f(x):
        return x.sin() + broken(x) * x.cos()

    return f, (torch.ones(3),)


def case_containers_that_wait():
    def f(x):
        return {"a": [x.sin(), broken(x)], "b": (broken(x.cos()), x)}

    return f, (torch.ones(3),)


def case_arguments_that_wait():
    def f(x):
        return torch.stack([x, around(x), broken(x.cos())]).sum(dim=0)

    return f, (torch.ones(3),)


def case_caller_in_with():
    def f(x):
        x = x.sin()
        with torch.no_grad():
            x = broken(x)
            x = x.exp()
        return x.cos()

    return f, (torch.ones(3, requires_grad=True),)


def case_callee_in_with():
    def quiet(x):
        with torch.no_grad():
            y = broken(x.sin())
            y = y.exp()
        return y.cos()

    def f(x):
        with torch.autocast("cpu", enabled=False):
            y = quiet(x)
            y = y + 1
        return y.tan()

    return f, (torch.ones(3, requires_grad=True),)


def case_decorated_by_a_context():
    @torch.no_grad()
    def quiet(x):
        y = x.sin()
        BREAK()
        return y.cos()

    def f(x):
        return quiet(x + 1) * x

    return f, (torch.ones(3, requires_grad=True),)


def case_context_around_a_local_function():
    def f(x):
        def inner(y):
            y = y.sin()
            BREAK()
            return y.cos()

        return torch.no_grad()(inner)(x + 1) * x

    return f, (torch.ones(3, requires_grad=True),)


def case_caller_in_try():
    def f(x):
        x = x.sin()
        try:
            x = broken(x)
        except ValueError:
            x = x + 5
        return x.cos()

    return f, (torch.ones(3),)


def case_callee_in_try():
    def guarded(x):
        x = x.sin()
        try:
            x = broken(x)
        finally:
            x = x + 5
        return x.cos()

    def f(x):
        return guarded(x + 1).tan()

    return f, (torch.ones(3),)


def case_callee_in_try_after_statements():
    def guarded(x):
        x = x.sin()
        x = x.cos()
        x = x.exp()
        try:
            BREAK()
        except ValueError:
            x = x + 5
        return x + 1

    def f(x):
        y = guarded(x + 1)
        return broken(y).tan()

    return f, (torch.ones(3),)


def case_generator_as_callee():
    def numbers(x):
        yield x + 1
        BREAK()
        yield x + 2

    def f(x):
        a, b = numbers(x.sin())
        return a * b

    return f, (torch.ones(3),)


def case_callee_of_a_generator():
    def numbers(x):
        yield broken(x)
        yield x + 2

    def f(x):
        return [y.cos() for y in list(numbers(x.sin()))]

    return f, (torch.ones(3),)


def recursive(x, n):
    x = x + 1
    if n == 0:
        BREAK()
        return x
    return recursive(x, n - 1) * 2


def case_recursion():
    def f(x):
        return recursive(x.sin(), 3).cos()

    return f, (torch.ones(3),)


def recursive_twice(x, n):
    if n == 0:
        return x * 2
    x = recursive_twice(x + 1, n - 1)
    BREAK()
    return x.sin()


def case_recursion_with_a_break_on_the_way_back():
    def f(x):
        return recursive_twice(x, 3).cos()

    return f, (torch.ones(3),)


class Holder:
    def __init__(self, value):
        self.value = value
        self.seen = []


def case_argument_changed_before_and_after():
    def change(holder, items, x):
        holder.value = holder.value + x
        items.append(holder.value)
        BREAK()
        holder.value = holder.value * 2
        holder.seen.append(items.pop())
        items.append(x.cos())
        return len(items)

    def f(x):
        holder, items = Holder(x), []
        n = change(holder, items, x.sin())
        return holder.value + holder.seen[0] + items[0] * n

    return f, (torch.ones(3),)


def case_users_objects_changed():
    def change(holder, x):
        holder.value = x + 1
        BREAK()
        holder.seen.append(x)

    def f(holder, x):
        change(holder, x.sin())
        return holder.value + holder.seen[-1]

    return f, (Holder(0), torch.ones(3))


def case_several_breaks_in_one_callee():
    def thrice(x):
        x = x + 1
        BREAK()
        x = x.sin()
        BREAK()
        x = x.cos()
        BREAK()
        return x.exp()

    def f(x):
        y = thrice(x) * 2
        return thrice(y) - 1

    return f, (torch.ones(3),)


def case_several_callees():
    def f(x):
        y = broken(x)
        z = around(y)
        BREAK()
        return around(z + y).tan()

    return f, (torch.ones(3),)


def branching(x):
    if x.sum() > 0:
        return x + 1
    return x - 1


def case_branch_in_the_callee():
    def f(x):
        return branching(x.sin()).cos() + branching(-x)

    return f, (torch.ones(3),)


def case_branch_with_operands():
    def either(x, y):
        return x.sum() > 0 and y.sum() > 0

    def f(x):
        if either(x, x - 1):
            return x + 1
        return x - 1

    return f, (torch.ones(3),)


def case_keywords_and_stars():
    def many(x, *rest, k=1, **named):
        x = x * k
        BREAK()
        return x + sum(rest) + named["n"]

    def f(x):
        options = {"n": 5, "k": 2}
        return many(x.sin(), x, 3, **options).cos() + many(x, n=1)

    return f, (torch.ones(3),)


class Callable:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        x = x + self.n
        BREAK()
        return x * self.n

    @staticmethod
    def still(x):
        x = x + 1
        BREAK()
        return x - 1

    @classmethod
    def made(cls, x):
        x = x + 1
        BREAK()
        return cls(3), x


def case_callables():
    def f(x):
        c, y = Callable.made(x)
        return c(y) + Callable.still(x.cos()) + functools.partial(broken)(x)

    return f, (torch.ones(3),)


class Special:
    def __init__(self, value):
        self.value = value

    @property
    def shown(self):
        y = self.value + 1
        BREAK()
        return y * 3

    def __getitem__(self, index):
        y = self.value + index
        BREAK()
        return y * 4

    def __setitem__(self, index, value):
        self.value = value + 1
        BREAK()
        self.value = self.value * index

    def __add__(self, other):
        y = self.value + 1
        BREAK()
        return y + other

    def __eq__(self, other):
        y = self.value + other
        BREAK()
        return y

    __hash__ = None

    def __len__(self):
        y = self.value + 1
        self.value = y
        BREAK()
        return 3


def case_property():
    def f(x):
        return Special(x.sin()).shown.cos() + x

    return f, (torch.ones(3),)


def case_item():
    def f(x):
        return Special(x.sin())[2].cos() + x

    return f, (torch.ones(3),)


def case_stored_item():
    def f(x):
        s = Special(x)
        s[2] = x.sin()
        return s.value.cos() + x

    return f, (torch.ones(3),)


def case_operator():
    def f(x):
        return (Special(x.sin()) + x).cos()

    return f, (torch.ones(3),)


def case_comparison():
    def f(x):
        return (Special(x.sin()) == x).cos()

    return f, (torch.ones(3),)


def case_length():
    def f(x):
        s = Special(x.sin())
        n = len(s)
        return s.value.cos() * n * x

    return f, (torch.ones(3),)


class Built:
    def __init__(self, x):
        self.x = x + 1
        BREAK()
        self.x = self.x * 2


def case_constructor():
    def f(x):
        return Built(x.sin()).x.cos()

    return f, (torch.ones(3),)


def case_comprehension():
    def f(x):
        return [broken(v) for v in (x, x + 1)]

    return f, (torch.ones(3),)


def case_cached_function():
    @functools.lru_cache
    def cached(n):
        BREAK()
        return n + 1

    def f(x):
        y = x.sin()
        return y.cos() * cached(3)

    return f, (torch.ones(3),)


def case_decorator():
    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            y = function(*args, **kwargs)
            print(end="")
            return y + 1

        return wrapper

    @logged
    def doubled(x):
        return broken(x) * 2

    def f(x):
        return doubled(x.sin()).cos()

    return f, (torch.ones(3),)


def case_disabled_function():
    @torch.compiler.disable
    def real(x):
        return x.numpy().sum()

    def calling(x):
        return real(x.sin()) + x

    def f(x):
        return calling(x).cos()

    return f, (torch.ones(3),)


def case_raised_after_the_break():
    def raising(x):
        x = x + 1
        BREAK()
        if x.shape[0] == 3:
            raise ValueError("three")
        return x

    def guarded(x):
        try:
            return raising(x)
        except ValueError:
            return x * 2

    def f(x):
        return guarded(x.sin()).cos()

    return f, (torch.ones(3),)


def case_caught_in_the_rest_of_the_callee():
    def careful(x):
        x = x + 1
        BREAK()
        try:
            return x * (1, 2)[x.shape[0]]
        except IndexError:
            return x * 3

    def f(x):
        return careful(x.sin()).cos()

    return f, (torch.ones(3),)


def case_sizes():
    def chosen(x):
        y = x[x > 0]
        return y * 2

    def f(x):
        y = chosen(x.sin())
        return y + y.shape[0]

    return f, (torch.tensor([1.0, -1.0, 2.0]),)


def case_numbers_in_frames():
    def counted(x, n):
        n = n + 1
        BREAK()
        return x * n

    def f(x, n):
        m = n * 2
        y = counted(x, m)
        return y + m + n

    return f, (torch.ones(3), 4)


def case_called_again_with_other_shapes():
    def outer(x):
        return broken(x).cos() + x.shape[0]

    def f(xs):
        out = []
        for x in xs:
            BREAK()
            out.append(outer(x))
        return out

    return f, ([torch.ones(n) for n in (3, 4, 5)],)


def case_tensors_that_nobody_reads():
    def passing(x, y):
        BREAK()
        return y

    def f(x, y):
        return passing(x, y), x

    return f, (torch.ones(3), torch.ones(3))


def case_global_set():
    def setting(x):
        global STORED  # noqa: PLW0603
        STORED = x + 1
        BREAK()
        STORED = STORED * 2

    def f(x):
        setting(x.sin())
        return STORED.cos()

    return f, (torch.ones(3),)


def case_vmap():
    def f(x):
        return torch.vmap(broken)(x).cos()

    return f, (torch.ones(2, 3),)


def case_checkpoint():
    def f(x):
        return torch.utils.checkpoint.checkpoint(broken, x.sin(), use_reentrant=False).cos()

    return f, (torch.ones(2, 3, requires_grad=True),)


def case_function_of_autograd():
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return broken(x)

        @staticmethod
        def backward(ctx, g):
            return g * 2

    def f(x):
        return Doubled.apply(x.sin()).cos()

    return f, (torch.ones(3, requires_grad=True),)


def case_switched_off_for_a_call():
    @torch._dynamo.disable_nested_graph_breaks
    def off(x):
        return around(x) + 1

    def f(x):
        return off(x.sin()).cos()

    return f, (torch.ones(3),)


def case_skipped_callee():
    def f(x):
        y = torch.distributions.Normal(x, 1.0).log_prob(x)
        return around(y)

    return f, (torch.ones(3),)


def case_print_in_the_callee():
    def shown(x):
        print("mean", x.mean().item(), end="")
        return x + 1

    def f(x):
        return shown(x.sin()).cos()

    return f, (torch.ones(3),)
