import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf, treeOf } from "../../src/graph/collapse";
import { type Diagram, diagramOf } from "../../src/graph/diagram";
import { answer, question } from "../../src/graph/graphviz";
import { layered } from "../../src/graph/layered";
import { type Box, type Layout, sizesOf } from "../../src/graph/layout";
import { pictureOf } from "../../src/graph/model";
import type { GraphNode } from "../../src/protocol";
import { chain, finding, node, trace } from "./made";

const measure = (text: string): number => 6 * text.length;

/** Every module open. */
function unfolded(graphs: readonly (readonly GraphNode[])[], cuts: readonly string[] = []): Diagram {
  const picture = pictureOf(
    trace(
      graphs,
      cuts.map((code) => finding(code)),
    ),
  );
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, true));
  const open = new Set(trees.flatMap((tree) => groupsOf(tree)).map((group) => group.id));
  return diagramOf(picture, { trees, open });
}

/** 30 blocks that use each of their 6 parameters 20 times: 3,000 operations, 180 parameters. */
function deep(): GraphNode[] {
  const parameter = (block: number, index: number): string => `p${String(block)}_${String(index)}`;
  const blocks = Array.from({ length: 30 }, (_unused, block) => block);
  const inputs = blocks.flatMap((block) =>
    [0, 1, 2, 3, 4, 5].map((index) => node(parameter(block, index), [], { op: "placeholder" })),
  );
  const operations = chain(3000, (index) => `blocks.${String(Math.floor(index / 100))}`).map((one, index) => {
    const inputsOfOne = index % 5 < 3 ? [2 * (index % 5), 2 * (index % 5) + 1] : [];
    return {
      ...one,
      inputs: [...one.inputs, ...inputsOfOne.map((input) => parameter(Math.floor(index / 100), input))],
    };
  });
  return [...inputs, ...operations];
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function within(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function assertDrawable(diagram: Diagram, layout: Layout): void {
  assert.equal(layout.nodes.length, diagram.nodes.length);
  const byTop = layout.nodes.map((box, index) => ({ box, index })).sort((a, b) => a.box.y - b.box.y);
  byTop.forEach(({ box, index }, at) => {
    for (let next = at + 1; next < byTop.length && (byTop[next]?.box.y ?? 0) < box.y + box.height; next += 1) {
      assert.ok(!overlap(box, byTop[next]?.box ?? box), `${String(index)} and ${String(byTop[next]?.index)}`);
    }
    const cluster = layout.clusters[diagram.nodes[index]?.cluster ?? -1];
    assert.ok(cluster === undefined || within(box, cluster), `node ${String(index)} leaves its box`);
  });
  diagram.edges.forEach(({ from, to }, index) => {
    const [start, end] = [layout.nodes[from], layout.nodes[to]];
    assert.ok(start !== undefined && end !== undefined && start.y + start.height <= end.y, `edge ${String(index)}`);
  });
}

test("3,000 operations and 180 parameters, all unfolded, are laid out at once", () => {
  const diagram = unfolded([deep()]);
  const begin = performance.now();
  const layout = layered(diagram, sizesOf(diagram, measure));
  const took = performance.now() - begin;
  assert.equal(diagram.nodes.length, 3180);
  assertDrawable(diagram, layout);
  assert.ok(took < 2_000, `${String(took)} ms`);
});

test("rows: inputs stand above what needs them, breaks between their graphs", () => {
  const first = [node("w", [], { op: "placeholder" }), ...chain(50, () => "m"), node("z", ["n49", "w"])];
  const diagram = unfolded([first, [node("x")]], ["FG101"]);
  const layout = layered(diagram, sizesOf(diagram, measure));
  assertDrawable(diagram, layout);
  const at = (id: string): Box => layout.nodes[diagram.nodes.findIndex((one) => one.id === id)] ?? assert.fail(id);
  assert.ok(at("g0/w").y > at("g0/n49").y);
  assert.ok(at("g0/z").y < at("break0").y && at("break0").y < at("g1/x").y);
});

test("rows: many inputs of one operation wrap", () => {
  const inputs = Array.from({ length: 100 }, (_unused, index) =>
    node(`p${String(index)}`, [], { op: "placeholder", target: "L_a_long_name_of_a_parameter_of_a_module_" }),
  );
  const all = inputs.map(({ name }) => name);
  const diagram = unfolded([[...inputs, node("cat", all)]]);
  const layout = layered(diagram, sizesOf(diagram, measure));
  assertDrawable(diagram, layout);
  assert.ok(layout.width < 3_000, String(layout.width));
});

test("Graphviz is told numbers only", () => {
  const diagram = unfolded([[node('"]; evil', [], { module_path: "<b>" })]], ["FG101"]);
  assert.doesNotMatch(question(diagram, sizesOf(diagram, measure)), /evil|<b>|FG101/);
});

test("Graphviz's answer is turned upside down, and its edges keep their order", () => {
  const diagram = unfolded([[node("x"), node("y", ["x"])]]);
  const sizes = { nodes: diagram.nodes.map(() => ({ width: 72, height: 36 })), labels: [{ width: 9, height: 9 }] };
  const text = JSON.stringify({
    bb: "0,0,100,200",
    objects: [
      { _gvid: 0, name: "cluster0", bb: "8,8,92,192" },
      { _gvid: 1, name: "0", pos: "50,150" },
      { _gvid: 2, name: "1", pos: "50,50" },
    ],
    edges: [{ tail: 1, head: 2, pos: "e,50,68 50,132 50,1.2e+02 50,90 50,75" }],
  });
  const layout = answer(text, diagram, sizes);
  assert.deepEqual(layout.nodes[0], { x: 14, y: 32, width: 72, height: 36 });
  assert.deepEqual(layout.clusters[0], { x: 8, y: 8, width: 84, height: 184 });
  assert.deepEqual(
    layout.edges[0]?.map(({ x, y }) => [x, y]),
    [
      [50, 68],
      [50, 80],
      [50, 110],
      [50, 132],
    ],
  );
});

test("labels set the sizes", () => {
  const diagram = unfolded([[node("a_name_that_is_long")]]);
  const [size] = sizesOf(diagram, measure).nodes;
  assert.ok((size?.width ?? 0) >= measure("a_name_that_is_long"));
});

test("a name is not said twice", () => {
  const lines = unfolded([[node("l_x_", [], { op: "placeholder", target: "L_x_" })]]).nodes[0]?.lines;
  assert.deepEqual(lines, ["l_x_", "f32[2, s0]"]);
});
