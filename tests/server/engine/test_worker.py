"""The worker under user code that does its worst: each costs one answer, and the worker goes on."""

import asyncio
import sys
import threading
import time

import pytest

from fullgraph_server.engine.worker.client import Listener, Worker, WorkerFailed


class Running:
    """A worker in an event loop of its own thread, shared by the tests of this file."""

    def __init__(self, folder):
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.worker = Worker(sys.executable, folder, memory=3 << 30)
        self.output = []

    def run(self, coroutine, timeout=120):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def params(self, file, qualname="f", inputs=None, timeout=30.0, **more):
        return {
            "file": str(file), "qualname": qualname, "inputs": inputs, "mode": "concrete", "timeout": timeout,
            "roots": [str(self.folder)], **more,
        }  # fmt: skip

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name

    def error(self, file, **more):
        listener = Listener(output=self.output.append)
        with pytest.raises(WorkerFailed) as caught:
            self.run(self.worker.trace(self.params(file, **more), listener))
        return caught.value.error


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    made = Running(tmp_path_factory.mktemp("user"))
    yield made
    made.run(made.worker.stop())
    made.loop.call_soon_threadsafe(made.loop.stop)
    made.thread.join(10)


def test_it_says_who_it_is(running):
    hello = running.run(running.worker.start())
    assert hello["executable"] == sys.executable
    assert hello["problem"] is None


@pytest.mark.parametrize(
    ("source", "code", "message", "row"),
    [
        ("def g():\n    1 / 0\ng()\n", "FG902", "raises ZeroDivisionError: division by zero", 2),
        ("import sys\nsys.exit(3)\n", "FG902", "ends the process: `SystemExit(3)`", 2),
        ("import os\nos._exit(3)\n", "FG908", "exited with code 3", None),
        ("import ctypes\nctypes.string_at(0)\n", "FG908", "SIGSEGV", 2),
        ("x = bytearray(20 << 30)\n", "FG913", "more memory", 1),
        ("def f(:\n    pass\n", "FG906", "does not parse", 1),
        ("import nosuchmodule\n", "FG902", "No module named 'nosuchmodule'", 1),
        ("x = 1\n", "FG904", "there is no `f`", None),
        ("def f(x):\n    return x\n", "FG905", "it needs `x`", None),
        ("# fullgraph: x=f23[2]\ndef f(x):\n    return x\n", "FG901", "did you mean `f32`?", 1),
        ("# fullgraph: y=f32[2]\ndef f(x):\n    return x\n", "FG901", "does not fit `f`", None),
        ("f = 3\n", "FG904", "is a int, not a function", None),
    ],
)
def test_each_failure_has_its_own_code_message_and_place(running, source, code, message, row):
    file = running.write("module.py", source)
    error = running.error(file)
    assert error["code"] == code, error
    assert message in error["message"]
    assert (error["location"]["location"]["row"] if "location" in error else None) == row


def test_a_module_that_never_ends_is_stopped_and_the_line_is_named(running):
    started = time.monotonic()
    error = running.error(running.write("loops.py", "x = 0\nwhile True:\n    x += 1\n"), timeout=1.0)
    assert error["code"] == "FG903"
    assert error["location"]["location"]["row"] in {2, 3}
    assert time.monotonic() - started < 20


def test_100_mb_of_output_cost_nothing_and_do_not_reach_the_protocol(running):
    text = "import sys\nfor _ in range(1000):\n    sys.stdout.write('x' * 100_000)\nprint('{\"id\": 1}')\n"
    running.output.clear()
    assert running.error(running.write("prints.py", text))["code"] == "FG904"
    assert sum(len(params["text"]) for params in running.output) < 200_000
    assert "cut off" in running.output[-1]["text"]


def test_user_code_reads_an_empty_stdin(running):
    assert running.error(running.write("reads.py", "line = input()\n"))["message"].endswith(
        "EOFError: EOF when reading a line"
    )


def test_a_request_can_be_cancelled_quickly(running):
    file = running.write("loops.py", "while True:\n    pass\n")

    async def cancelled():
        task = asyncio.ensure_future(running.worker.trace(running.params(file)))
        await asyncio.sleep(0.5)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.monotonic() - started

    assert running.run(cancelled()) < 0.5


def test_the_editors_text_goes_before_the_file(running):
    file = running.write("edited.py", "1 / 0\n")
    error = running.error(file, source="def other():\n    pass\n")
    assert (error["code"], "there is no `f`" in error["message"]) == ("FG904", True)


def test_our_packages_do_not_shadow_the_users(running):
    running.write("tracer.py", "NAME = 'mine'\n")
    running.write("server.py", "NAME = 'mine'\n")
    text = "import tracer, server, sys\nassert tracer.NAME == server.NAME == 'mine'\nassert not any('libcst' in m for m in sys.modules)\n"
    assert running.error(running.write("uses.py", text))["code"] == "FG904"


def test_a_worker_that_dies_is_started_again(running):
    hello = running.run(running.worker.start())

    async def kill():
        running.worker._process.kill()
        await running.worker._process.wait()

    running.run(kill())
    file = running.write("module.py", "x = 1\n")
    for _ in range(3):
        error = running.error(file)
        if error["code"] != "FG908":
            break
    assert error["code"] == "FG904"
    assert running.run(running.worker.start())["pid"] != hello["pid"]


def test_an_interpreter_that_cannot_be_started_is_said(running):
    worker = Worker("/no/such/python", running.folder)
    with pytest.raises(WorkerFailed, match="cannot be started") as caught:
        running.run(worker.start())
    assert caught.value.code == "FG909"


def test_a_file_is_confirmed_with_one_import_and_a_part_that_dies_costs_itself(running):
    text = (
        "import os\nimport torch\n\n\nclass Part(torch.nn.Module):\n    def forward(self, x):\n        return x.sin()\n\n\n"
        "class Whole(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.part = Part()\n"
        "        self.lin = torch.nn.Linear(4, 4)\n\n    def forward(self, x):\n        return self.part(self.lin(x))\n\n\n"
        "# fullgraph: x=f32[2]\n# fullgraph: x=f32[3, 3]\ndef twice(x):\n    if x.dim() == 2:\n        print('two')\n    return x.cos()\n\n\n"
        "# fullgraph: x=f32[2]\ndef dies(x):\n    os._exit(3)\n"
    )
    file = running.write("many.py", text)
    names = ["Part.forward", "Whole.forward", "twice", "dies"]
    asked = {**running.params(file), "qualnames": names, "predicted": [], "torch": False}
    answers = {answer["qualname"]: answer for answer in running.run(running.worker.confirm(asked))["functions"]}
    assert list(answers) == names
    assert answers["Whole.forward"]["result"]["graph_count"] == 1
    assert answers["Part.forward"]["result"]["within"] == "Whole.forward"
    twice = answers["twice"]["result"]
    assert [found["code"] for found in twice["breaks"]] == ["FG401"]
    assert [other["inputs"]["spec"] for other in twice["alternatives"]] == ["x=f32[3, 3]"]
    assert answers["dies"]["result"] is None
    assert answers["dies"]["error"]["code"] == "FG908"
