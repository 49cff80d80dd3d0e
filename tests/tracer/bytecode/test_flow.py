"""Liveness and backward jumps."""

from fullgraph_tracer.bytecode import decode, has_backedge, live_locals, successors


def at(function, opname, argval, nth=0):
    found = [
        i
        for i in decode(function.__code__).instructions
        if opname in i.opname and (i.argval == argval or (isinstance(i.argval, tuple) and argval in i.argval))
    ]
    return found[nth].index


def live(function, opname, argval, nth=0):
    return live_locals(decode(function.__code__), at(function, opname, argval, nth))


def test_straight_line():
    def f(a, b, c):
        x = a + b
        g()
        return x * c

    assert live_locals(decode(f.__code__), 0) == {"a", "b", "c"}
    assert live(f, "LOAD_GLOBAL", "g") == {"x", "c"}


def test_rebound_before_use_is_dead():
    def f(a, b):
        g()
        a = b
        return a

    assert live(f, "LOAD_GLOBAL", "g") == {"b"}


def test_branch_keeps_what_either_side_needs():
    def f(a, b, c):
        if g():
            return a
        return b

    assert live(f, "LOAD_GLOBAL", "g") == {"a", "b"}


def test_loop_keeps_what_the_next_round_needs():
    def f(xs, total, other):
        for x in xs:
            total = total + x
            g()
        return total

    assert live(f, "LOAD_GLOBAL", "g") == {"total"}

    def h(n, step):
        while n > 0:
            g()
            n = n - step
        return n

    assert live(h, "LOAD_GLOBAL", "g") == {"n", "step"}


def test_handler_needs_what_it_reads():
    def f(a, b):
        try:
            g()
            b = 1
        except ValueError:
            return a
        return b

    assert live(f, "LOAD_GLOBAL", "g") == {"a"}

    def h(a, b):
        try:
            b = g()
        except ValueError:
            return b

    assert live(h, "LOAD_GLOBAL", "g") == {"b"}


def test_delete_needs_the_binding():
    def f(a):
        g()
        del a

    assert live(f, "LOAD_GLOBAL", "g") == {"a"}


def test_parameter_in_a_cell_is_needed_up_to_make_cell():
    def f(a):
        g()
        return lambda: a

    assert live_locals(decode(f.__code__), 0) == {"a"}
    assert live(f, "LOAD_GLOBAL", "g") <= {"a"}


def test_backedge():
    def straight(a):
        if a:
            return 1
        return 2

    def loop(a):
        before()
        for x in a:
            inside()
        after()

    assert not has_backedge(decode(straight.__code__))
    decoded = decode(loop.__code__)
    assert has_backedge(decoded)
    assert not has_backedge(decoded, at(loop, "LOAD_GLOBAL", "before"))
    assert has_backedge(decoded, at(loop, "LOAD_GLOBAL", "inside"))
    assert not has_backedge(decoded, at(loop, "LOAD_GLOBAL", "after"))


def test_successors_of_ends():
    def f(a):
        if a:
            raise ValueError
        return a

    decoded = decode(f.__code__)
    for instruction in decoded.instructions:
        following = successors(decoded, instruction.index)
        if instruction.opname in ("RETURN_VALUE", "RAISE_VARARGS"):
            assert following == []
        if "POP_JUMP" in instruction.opname:
            assert following == [instruction.index + 1, instruction.target_index]


def test_super_without_arguments_needs_the_first():
    class Derived:
        def f(self, a):
            g()
            return super().f(a)

    assert live(Derived.f, "LOAD_GLOBAL", "g") == {"self", "a"}
