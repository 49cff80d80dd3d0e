import assert from "node:assert/strict";
import { test } from "node:test";

import { exportDot, exportPython, fileNameFor } from "../../src/graph/exporter";
import { readFromPanel } from "../../src/graph/messages";
import { nodeCount, pictureOf, placesOf, typeText } from "../../src/graph/model";
import { hits, searchText } from "../../src/graph/search";
import { summary, textTabs } from "../../src/graph/tabs";
import { finding, node, trace } from "./made";

const two = trace(
  [
    [node("x"), node("y", ["x"])],
    [node("x"), node("z", ["x", "gone"])],
  ],
  [finding("FG101")],
);

test("names are apart between graphs, and edges stay within theirs", () => {
  const picture = pictureOf(two);
  assert.equal(nodeCount(picture), 4);
  assert.deepEqual(picture.edges, [
    { from: "g0/x", to: "g0/y" },
    { from: "g1/x", to: "g1/z" },
  ]);
});

test("a break is a cut between the graphs before and after it", () => {
  const dot = exportDot(two);
  assert.match(dot, /"g0\/y" -> "break0" \[class="cut"/);
  assert.match(dot, /"break0" -> "g1\/x" \[class="cut"/);
  assert.match(dot, /✂ FG101\\nbecause of FG101/);
});

test("more breaks than graphs: the rest stands after the last graph, none is lost", () => {
  const result = trace([[node("x")]], [finding("FG101"), finding("FG301", { effect: "skip_frame" })]);
  assert.deepEqual(
    pictureOf(result).cuts.map((cut) => cut.after),
    [0, 0],
  );
  const dot = exportDot(result);
  assert.match(dot, /"break0" -> "break1"/);
  assert.match(dot, /frame skipped/);
});

test("breaks without any graph", () => {
  const result = trace([], [finding("FG101"), finding("FG301")]);
  assert.match(exportDot(result), /"break0" \[/);
  assert.match(exportPython(result), /# break FG101/);
});

test("types read as jaxtyping's short names", () => {
  assert.equal(typeText({ dtype: "f32", shape: [8, "s0"] }), "f32[8, s0]");
  assert.equal(typeText({ dtype: "f32", shape: [] }), "f32[]");
  assert.equal(typeText({ dtype: null, shape: null }), "");
});

test("places are those of nodes with a span, and of breaks", () => {
  const span = { filename: "/a.py", location: { row: 1, column: 1 }, end_location: { row: 1, column: 4 } };
  const places = placesOf(pictureOf(trace([[node("x"), node("y", [], { location: span })]], [finding("FG101")])));
  assert.deepEqual(
    places.map((place) => place.id),
    ["g0/y", "break0"],
  );
});

test("Python export: every graph, each break where it stands, no line of a message runs as code", () => {
  const text = exportPython(trace([[node("x")], [node("y")]], [finding("FG101", { message: "one\nimport os" })]));
  assert.ok(text.indexOf("# graph 1") < text.indexOf("# break FG101"));
  assert.ok(text.indexOf("# break FG101") < text.indexOf("# graph 2"));
  assert.doesNotMatch(text, /^import os/m);
});

test("file names are safe", () => {
  assert.equal(fileNameFor({ ...two, function: "a/b.py::Model.forward" }, "svg"), "Model.forward.svg");
  assert.equal(fileNameFor({ ...two, function: "x::../<locals>" }, "dot"), ".._locals_.dot");
});

test("search: every word, in name, target, type or module", () => {
  const texts = searchText(
    pictureOf(
      trace([[node("a", [], { module_path: "enc.0" }), node("b", [], { target: "torch.add" })]], [finding("FG101")]),
    ),
  );
  assert.deepEqual(hits(texts, "ADD"), ["g0/b"]);
  assert.deepEqual(hits(texts, "relu enc"), ["g0/a"]);
  assert.deepEqual(hits(texts, "fg101"), ["break0"]);
  assert.deepEqual(hits(texts, "relu nothing"), []);
  assert.deepEqual(hits(texts, "  "), []);
});

test("tabs hold what the answer holds, and no more", () => {
  assert.deepEqual(
    textTabs(trace([[node("x")]])).map((tab) => tab.id),
    ["code"],
  );
  const compiled = {
    backend: "inductor",
    seconds: 2,
    eager_seconds: 0.002,
    compiled_seconds: 0.001,
    speedup: 2,
    max_abs_diff: 1e-6,
    note: "compiled with aot_eager instead",
  };
  const tabs = textTabs({
    ...two,
    guards: [{ source: "L['x']", check: "tensor", location: null }],
    compiled: { ...compiled, aten: ["graph a", "graph b"], generated: "code" },
    torch: { version: "2.13.0", graph_count: 3, break_count: 1, agrees: false, differences: ["one more graph"] },
  });
  assert.deepEqual(
    tabs.map((tab) => tab.id),
    ["code", "breaks", "guards", "torch", "compiled", "aten", "generated"],
  );
  assert.match(tabs.find((tab) => tab.id === "torch")?.text ?? "", /disagree[^]*one more graph/);
  const gain = tabs.find((tab) => tab.id === "compiled")?.text ?? "";
  assert.match(gain, /speed-up +2\.00×[^]*1\.00e-6[^]*compiled with aot_eager instead/);
  const apart = textTabs({ ...two, compiled: { ...compiled, max_abs_diff: null } });
  assert.match(apart.find((tab) => tab.id === "compiled")?.text ?? "", /outputs +none can be given/);
  assert.match(summary(two), /^2 graphs · 1 break · 4 ops/);
});

test("messages of the panel are checked", () => {
  assert.deepEqual(readFromPanel({ type: "reveal", id: "g0/x", more: 1 }), { type: "reveal", id: "g0/x" });
  assert.equal(readFromPanel({ type: "reveal" }), undefined);
  assert.equal(readFromPanel({ type: "open", url: "command:evil" }), undefined);
  assert.equal(readFromPanel({ type: "export", format: "exe" }), undefined);
  assert.equal(readFromPanel("ready"), undefined);
});
