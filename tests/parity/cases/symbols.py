"""Numbers that stay symbols: sizes marked dynamic, items and result sizes kept in the graph with torch's assertions."""

import itertools
import math

import torch

CONFIG = {"capture_scalar_outputs": True, "capture_dynamic_output_shape_ops": True}


def varying():
    x = torch.ones(5, 3)
    torch._dynamo.maybe_mark_dynamic(x, 0)
    return x


def case_item_as_a_size():
    def f(x, n):
        size = n.item()
        torch._check(size >= 2)
        torch._check(size <= x.shape[0])
        return x[:size] + torch.ones(size), size

    return f, (torch.ones(8), torch.tensor(4))


def case_items_of_a_list():
    def f(x, sizes):
        first, second = sizes.tolist()
        return x.split([first, second])

    return f, (torch.ones(8), torch.tensor([3, 5]))


def case_item_that_is_a_bool():
    def f(x, flag):
        if flag.item():
            return x + 1
        return x - 1

    return f, (torch.ones(3), torch.tensor(True))


def case_sizes_of_results():
    def f(x, y):
        found = x.nonzero()
        picked = y[x > 0]
        values, counts = torch.unique(x, return_counts=True)
        return found + 1, picked.sum(), picked.shape[0] * 2, values * counts

    return f, (torch.tensor([1, 0, 2, 1]), torch.ones(4))


def case_size_of_a_result_checked():
    def f(x):
        found = x.nonzero()
        torch._check(found.shape[0] >= 2)
        return found.view(-1)[:2]

    return f, (torch.tensor([1, 0, 2, 3]),)


def case_maximum_as_a_size():
    def f(lengths):
        longest = lengths.max().item()
        torch._check(longest > 0)
        return torch.arange(longest)[None] < lengths[:, None]

    return f, (torch.tensor([2, 4, 3]),)


def case_sizes_handed_on():
    def f(x):
        y = torch.zeros(x.shape) + x.new_ones(x.size()) + x.reshape(x.shape)
        return y, torch.zeros(x.shape[:1]), torch.zeros(x.shape + (2,)), x.view(x.shape[::-1])

    return f, (varying(),)


def case_text_of_an_item():
    def f(x, n):
        item = n.item()
        return x * item, str(item)

    return f, (torch.ones(3), torch.tensor(4))


def case_text_of_a_size():
    def f(x):
        return x + 1, str(x.shape[0]), repr(x.shape[0]), str([x.shape[0]])

    return f, (varying(),)


def case_text_of_a_size_in_a_string():
    def f(x):
        return x + 1, f"{x.shape[0]}", f"{x.shape[0]!r}"

    return f, (varying(),)


def case_percent_of_a_size():
    def f(x):
        return x + 1, "%d" % x.shape[0]  # noqa: UP031 - the operator is the case

    return f, (varying(),)


def case_size_as_a_key():
    def f(x):
        rows = x.shape[0]
        return x + 1, {rows: 1}, {1, rows}

    return f, (varying(),)


def case_size_times_and_into_constants():
    def f(x):
        rows = x.shape[0]
        return x + 1, "ab" * rows, [1, 2, 3, 4, 5, 6][:rows], "abcdefg"[:rows], list(itertools.repeat(1, rows))

    return f, (varying(),)


def case_functions_of_a_size():
    def f(x):
        rows = x.shape[0]
        return x * pow(rows, 2) + math.prod(x.shape), list(itertools.islice([1, 2, 3, 4, 5, 6], rows))

    return f, (varying(),)


def case_divmod_of_a_size():
    def f(x):
        return x + 1, divmod(x.shape[0], 2)

    return f, (varying(),)
