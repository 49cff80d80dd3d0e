"""`step()` of optimizers. Each case gives a function and its arguments."""

import torch
from torch import nn


def mk(opt, **kw):

    def case():
        m = nn.Linear(4, 2)
        o = opt(m.parameters(), **kw)
        for p in m.parameters():
            p.grad = torch.ones_like(p)

        def f(x):
            o.step()
            return x + 1

        return (f, (torch.randn(3),))

    return case


O = torch.optim
case_sgd = mk(O.SGD, lr=0.1)
case_sgdm = mk(O.SGD, lr=0.1, momentum=0.9)
case_adam = mk(O.Adam)
case_adamw = mk(O.AdamW)
case_adamax = mk(O.Adamax)
case_adafactor = mk(O.Adafactor)


def case_muon():
    m = nn.Linear(4, 2, bias=False)
    o = O.Muon(m.parameters())
    for p in m.parameters():
        p.grad = torch.ones_like(p)

    def f(x):
        o.step()
        return x + 1

    return (f, (torch.randn(3),))


case_adam_foreach = mk(O.Adam, foreach=True)


def case_groups():
    m = nn.Linear(4, 2)
    o = O.SGD([{"params": [m.weight], "lr": 0.1}, {"params": [m.bias], "lr": 0.2}], momentum=0.9)
    for p in m.parameters():
        p.grad = torch.ones_like(p)

    def f(x):
        o.step()
        return x + o.param_groups[0]["lr"] + len(o.state)

    return (f, (torch.randn(3),))


def case_zero_grad():
    m = nn.Linear(4, 2)
    o = O.SGD(m.parameters(), lr=0.1)
    for p in m.parameters():
        p.grad = torch.ones_like(p)

    def f(x):
        o.zero_grad()
        return x + 1

    return (f, (torch.randn(3),))


def case_train():
    m = nn.Linear(4, 2)
    o = O.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        l = m(x).sum()
        l.backward()
        o.step()
        return l

    return (f, (torch.randn(3, 4),))
