import assert from "node:assert/strict";
import { test } from "node:test";

import {
  FOLD_ABOVE,
  groupsOf,
  initiallyOpen,
  OPEN_UP_TO,
  pathTo,
  representatives,
  treeOf,
} from "../../src/graph/collapse";
import { diagramOf } from "../../src/graph/diagram";
import { toDot } from "../../src/graph/dot";
import { type Picture, pictureOf } from "../../src/graph/model";
import { chain, node, trace } from "./made";

function drawnEdges(picture: Picture, drawn: ReadonlyMap<string, string>): [string, string][] {
  return picture.edges
    .map((edge): [string, string] => [drawn.get(edge.from) ?? "", drawn.get(edge.to) ?? ""])
    .filter(([from, to]) => from !== to);
}

function hasCycle(edges: readonly (readonly [string, string])[]): boolean {
  const next = new Map<string, Set<string>>();
  edges.forEach(([from, to]) => next.set(from, (next.get(from) ?? new Set()).add(to)));
  const done = new Set<string>();
  const visit = (id: string, above: ReadonlySet<string>): boolean => {
    if (above.has(id)) {
      return true;
    }
    if (done.has(id)) {
      return false;
    }
    const found = [...(next.get(id) ?? [])].some((one) => visit(one, new Set([...above, id])));
    done.add(id);
    return found;
  };
  return [...next.keys()].some((id) => visit(id, new Set()));
}

test("a small graph stands open", () => {
  const picture = pictureOf(trace([chain(20, (index) => `layer.${String(index % 2)}`)]));
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, false));
  const open = initiallyOpen(trees);
  assert.equal(new Set(representatives(trees, open).values()).size, 20);
});

test("a module that is called twice is two groups", () => {
  const nodes = chain(9, (index) => (index >= 3 && index < 6 ? "b" : "a"));
  const groups = groupsOf(treeOf(pictureOf(trace([nodes])).graphs[0] ?? [], 0, true));
  assert.deepEqual(
    groups.map((group) => [group.path, group.size]),
    [
      ["a", 3],
      ["b", 3],
      ["a", 3],
    ],
  );
  assert.equal(new Set(groups.map((group) => group.id)).size, 3);
});

for (const [name, count, pathOf] of [
  ["modules", 3000, (index: number) => `layers.${String(Math.floor(index / 100))}.block.${String(index % 5)}`],
  ["no modules", 3000, () => ""],
  ["one flat module", 1000, () => "encoder"],
  ["mixed", 1200, (index: number) => (index % 7 === 0 ? "" : `m.${String(Math.floor(index / 300))}`)],
] as const) {
  test(`a large graph (${name}) starts small, loses no node and has no cycle`, () => {
    const picture = pictureOf(trace([chain(count, pathOf)]));
    const trees = picture.graphs.map((graph, index) => treeOf(graph, index, true));
    const open = initiallyOpen(trees);
    const drawn = representatives(trees, open);
    assert.equal(drawn.size, count);
    assert.ok(new Set(drawn.values()).size <= Math.max(OPEN_UP_TO, trees.flat().length));
    assert.ok(new Set(drawn.values()).size < FOLD_ABOVE, `${String(new Set(drawn.values()).size)} shown`);
    assert.equal(hasCycle(drawnEdges(picture, drawn)), false);
  });
}

test("modules are opened at first, however many inputs are folded beside them", () => {
  const inputs = Array.from({ length: 180 }, (_unused, index) => node(`p${String(index)}`, [], { op: "placeholder" }));
  const layers = chain(3000, (index) => `blocks.${String(Math.floor(index / 100))}`);
  const picture = pictureOf(trace([[...inputs, ...layers]]));
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, true));
  const drawn = new Set(representatives(trees, initiallyOpen(trees)).values());
  assert.equal([...drawn].filter((id) => id.includes("|blocks.")).length, 30);
  assert.equal([...drawn].filter((id) => id.includes("/p")).length, 5);
});

test("opening what `pathTo` names shows the node", () => {
  const picture = pictureOf(
    trace([chain(1000, (index) => `a.${String(Math.floor(index / 50))}.b.${String(index % 50)}`)]),
  );
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, true));
  const open = new Set(pathTo(trees, "g0/n777"));
  assert.equal(representatives(trees, open).get("g0/n777"), "g0/n777");
  assert.notEqual(representatives(trees, new Set()).get("g0/n777"), "g0/n777");
});

test("closed groups are drawn as one node, open ones as clusters", () => {
  const picture = pictureOf(trace([[node("x", [], { op: "placeholder" }), ...chain(4, () => "enc.layer")]]));
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, false));
  const closed = toDot(diagramOf(picture, { trees, open: new Set() }));
  assert.match(closed, /class="group"/);
  assert.doesNotMatch(closed, /g0\/n1/);
  const open = toDot(
    diagramOf(picture, {
      trees,
      open: new Set(trees.flatMap((tree) => groupsOf(tree)).map((group) => group.id)),
    }),
  );
  assert.match(open, /class="module"; label="enc.layer"/);
  assert.match(open, /"g0\/n0" -> "g0\/n1"/);
});
