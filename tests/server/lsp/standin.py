#!/usr/bin/env python3
"""A stand-in for an interpreter with torch: speaks the worker's protocol at once, and answers by a function's name.

It is named as `fullgraph.interpreter`, so it is started as `FILE -P -c ...` with the workspace folder as its own. What
it is asked is written to `requests.jsonl` there. What it says of a function: a break at the first `# BREAK` of the text
and the type of every `y`; of one called `slow` nothing, until it is cancelled; of one called `differs` that torch says
something else; of one called `fragile` that there is no time to let torch say anything.
"""

import json
import os
import sys


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def text_of(params):
    return params["source"] if "source" in params else open(params["file"], encoding="utf-8").read()


def place(row, column):
    return {"row": row, "column": column}


def traced(params, *, torch_too):
    breaks, kinds = [], []
    for row, line in enumerate(text_of(params).split("\n"), 1):
        column = len(line) - len(line.lstrip()) + 1
        span = {"filename": params["file"], "location": place(row, column)}
        if "# BREAK" in line:
            end = place(row, line.index("# BREAK") - 1)
            breaks.append({**span, "end_location": end, "code": "FG301", "name": "tensor-item", "message": "a number is read",
                           "severity": "warning", "status": "confirmed", "confidence": "certain", "function": params["qualname"],
                           "upstream": ["GB0170"], "url": "file:///page", "related": [], "fix": None})  # fmt: skip
        if line.strip().startswith("y = "):
            end = place(row, column + 1)
            kinds.append({**span, "end_location": end, "text": "y", "kind": "TensorVariable", "detail": "f32[4]"})
        if line.strip().startswith("n = "):
            end = place(row, column + 1)
            kinds.append({**span, "end_location": end, "text": "n", "kind": "ConstantVariable", "detail": ""})
    node = {"name": "sin", "op": "call_method", "target": "sin", "shape": [4], "dtype": "f32", "module_path": "",
            "location": None, "inputs": []}  # fmt: skip
    result = {
        "function": params["qualname"], "status": "breaks" if breaks else "fullgraph", "graph_count": 1,
        "break_count": len(breaks), "graphs": [{"op_count": 1, "code": "def forward(self): ...", "nodes": [node]}],
        "breaks": breaks, "kinds": kinds, "guards": [], "effects": [], "inputs": {"origin": "comment", "spec": "x=f32[4]"},
        "seconds": 0.0,
    }  # fmt: skip
    if torch_too:
        agrees = params["qualname"] != "differs"
        result["torch"] = {"version": "2.13", "graph_count": 1 if agrees else 2, "break_count": len(breaks), "agrees": agrees,
                           "differences": [] if agrees else ["torch captures 2 graphs, fullgraph 1"]}  # fmt: skip
    return result


def answer(message):
    method, params, number = message["method"], message.get("params", {}), message.get("id")
    with open("requests.jsonl", "a", encoding="utf-8") as log:
        log.write(json.dumps({"method": method, **params}) + "\n")
    if method == "shutdown":
        sys.exit(0)
    if method == "cancel":
        say(id=number, result={"cancelled": True})
    elif "slow" in (params.get("qualname"), *params.get("qualnames", ())):
        say(method="progress", params={"id": number, "message": "thinking", "percentage": 10})
    elif method == "confirm":
        results = [traced({**params, "qualname": name}, torch_too=params["torch"]) for name in params["qualnames"]]
        functions = [{"qualname": one["function"], "result": one} for one in results]
        for one in functions:
            if one["qualname"] == "fragile" and params["torch"]:
                one.update(result=None, error={"code": "FG903", "message": "no answer in time"})
        say(id=number, result={"functions": functions})
    else:
        result = traced(params, torch_too=method != "trace")
        if method == "compile":
            result["compiled"] = {"backend": params["backend"], "seconds": 1.0, "eager_seconds": 2.0,
                                  "compiled_seconds": 1.0, "speedup": 2.0, "max_abs_diff": 0.0}  # fmt: skip
        say(id=number, result=result)


hello = {"python": "3.11.0", "executable": sys.argv[0], "torch": "2.13.0", "pid": os.getpid(), "problem": None}
say(method="ready", params=hello)
for request in sys.stdin:
    answer(json.loads(request))
