/**
 * A layout in linear time, for diagrams that Graphviz would take minutes for. Each box is laid out by itself, its parts
 * in rows by the longest path to them, and then counts as one part of the box around it. So modules never overlap and
 * stand in the order of the program; long edges may pass behind nodes, which Graphviz would route around.
 */

import type { Diagram } from "./diagram";
import type { Box, Layout, Point, Size, Sizes } from "./layout";

const ROW_GAP = 26;
const GAP = 16;
const PADDING = 10;
const MAX_ROW = 2_400;
const BEND = 40;
/** An edge at least so long between parts that stand below each other is drawn in a bow beside them. */
const LONG = 60;

/** A node or a box in its own box. Rows are even; odd ones hold inputs, above the row that needs them. */
interface Part extends Size {
  readonly cluster: boolean;
  readonly index: number;
  readonly before: Part[];
  readonly after: Part[];
  row: number;
  x: number;
  y: number;
}

function part(cluster: boolean, index: number, size: Size): Part {
  return { cluster, index, ...size, before: [], after: [], row: 0, x: 0, y: 0 };
}

function rank(parts: readonly Part[]): void {
  const waiting = new Map(parts.map((one) => [one, one.before.length]));
  const ready = parts.filter((one) => one.before.length === 0);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    for (const below of next.after) {
      below.row = Math.max(below.row, next.row + 2);
      const left = (waiting.get(below) ?? 0) - 1;
      waiting.set(below, left);
      if (left === 0) {
        ready.push(below);
      }
    }
  }
  for (const one of parts) {
    if (one.before.length === 0 && one.after.length > 0 && !one.cluster) {
      one.row = Math.min(...one.after.map((below) => below.row)) - 1;
    }
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Below what it needs; an input, which needs nothing, above what needs it. */
function wantedCentre(one: Part): number {
  const centre = ({ x, width }: Part): number => x + width / 2;
  const before =
    one.before.length > 0 ? one.before : (one.after[0]?.before ?? []).filter((other) => other.row < one.row);
  return mean(before.map(centre));
}

/** Packs a row so that each part is near where it wants to be, and none on another. */
function packRow(row: readonly Part[]): void {
  const wanted = row.map((one) => ({ one, centre: wantedCentre(one) })).sort((a, b) => a.centre - b.centre);
  let right = -Infinity;
  for (const { one, centre } of wanted) {
    one.x = Math.max(right + GAP, centre - one.width / 2);
    right = one.x + one.width;
  }
  const shift = mean(wanted.map(({ one, centre }) => centre - one.x - one.width / 2));
  row.forEach((one) => {
    one.x += shift;
  });
}

/** Rows from the top down; one that would be too wide goes on below itself. */
function rowsOf(parts: readonly Part[]): Part[][] {
  const byRow = new Map<number, Part[]>();
  for (const one of parts) {
    const row = byRow.get(one.row);
    if (row === undefined) {
      byRow.set(one.row, [one]);
    } else {
      row.push(one);
    }
  }
  return [...byRow]
    .sort(([a], [b]) => a - b)
    .flatMap(([, row]) => {
      const lines: Part[][] = [[]];
      let width = 0;
      for (const one of row) {
        if (width > 0 && width + one.width > MAX_ROW) {
          lines.push([]);
          width = 0;
        }
        lines.at(-1)?.push(one);
        width += one.width + GAP;
      }
      return lines;
    });
}

/** Places the parts of one box from (0, 0) on, and says how large they are together. */
function place(parts: readonly Part[]): Size {
  rank(parts);
  let y = 0;
  for (const row of rowsOf(parts)) {
    packRow(row);
    const height = Math.max(...row.map((one) => one.height));
    row.forEach((one) => {
      one.y = y + (height - one.height) / 2;
    });
    y += height + ROW_GAP;
  }
  const left = parts.reduce((least, one) => Math.min(least, one.x), Infinity);
  const right = parts.reduce((most, one) => Math.max(most, one.x + one.width), -Infinity);
  parts.forEach((one) => {
    one.x -= left;
  });
  return parts.length === 0 ? { width: 0, height: 0 } : { width: right - left, height: y - ROW_GAP };
}

/** The boxes around something, outermost first, from the box that it is in. */
function chain(diagram: Diagram, cluster: number): number[] {
  const found: number[] = [];
  for (let one = cluster; one >= 0; one = diagram.clusters[one]?.parent ?? -1) {
    found.unshift(one);
  }
  return found;
}

function common(a: readonly number[], b: readonly number[]): number {
  let depth = 0;
  while (depth < a.length && a[depth] === b[depth]) {
    depth += 1;
  }
  return depth;
}

/** The box that each node is laid out in: its own, but for an input the innermost one around all that need it. */
function homes(diagram: Diagram): number[][] {
  const chains = diagram.nodes.map((node) => chain(diagram, node.cluster));
  const needy = new Map<number, number[]>();
  const fed = new Set(diagram.edges.map(({ to }) => to));
  for (const { from, to } of diagram.edges) {
    const [known, now] = [needy.get(from), chains[to] ?? []];
    needy.set(from, known === undefined ? now : known.slice(0, common(known, now)));
  }
  return chains.map((own, node) => {
    const inner = needy.get(node);
    // Only further in: a graph's input stays in its graph.
    return inner !== undefined && !fed.has(node) && common(own, inner) === own.length ? inner : own;
  });
}

/** For each box, which of its parts are connected: the ends of edges, or the boxes around them. */
function connections(diagram: Diagram, home: readonly number[][]): Map<number, Map<string, Set<string>>> {
  const found = new Map<number, Map<string, Set<string>>>();
  for (const { from, to } of diagram.edges) {
    const [outer, other] = [home[from] ?? [], home[to] ?? []];
    const depth = common(outer, other);
    const key = (boxes: readonly number[], node: number): string =>
      boxes[depth] === undefined ? `n${String(node)}` : `c${String(boxes[depth])}`;
    const around = outer[depth - 1] ?? -1;
    const pairs = found.get(around) ?? new Map<string, Set<string>>();
    const targets = pairs.get(key(outer, from)) ?? new Set();
    found.set(around, pairs.set(key(outer, from), targets.add(key(other, to))));
  }
  return found;
}

function grouped(parents: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  parents.forEach((parent, index) => {
    const known = found.get(parent);
    if (known === undefined) {
      found.set(parent, [index]);
    } else {
      known.push(index);
    }
  });
  return found;
}

export function edgeCurve(from: Box, to: Box): Point[] {
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  const end = { x: to.x + to.width / 2, y: to.y };
  const gap = end.y - start.y;
  const bend = Math.max(8, Math.min(BEND, gap / 2));
  const bow = gap > LONG && Math.abs(start.x - end.x) < LONG ? 120 + Math.min(120, gap / 10) : 0;
  return [start, { x: start.x + bow, y: start.y + bend }, { x: end.x + bow, y: end.y - bend }, end];
}

export function layered(diagram: Diagram, sizes: Sizes): Layout {
  const inner = new Map<number, Part[]>();
  const home = homes(diagram);
  const pairs = connections(diagram, home);
  const nodesIn = grouped(home.map((boxes) => boxes.at(-1) ?? -1));
  const clustersIn = grouped(diagram.clusters.map((cluster) => cluster.parent));
  /** Inner boxes first, whose size the outer ones need. */
  const box = (cluster: number): Size => {
    const parts = [
      ...(nodesIn.get(cluster) ?? []).map((index) => part(false, index, sizes.nodes[index] ?? { width: 0, height: 0 })),
      ...(clustersIn.get(cluster) ?? []).map((index) => part(true, index, box(index))),
    ];
    const byKey = new Map(parts.map((one) => [`${one.cluster ? "c" : "n"}${String(one.index)}`, one]));
    for (const [from, targets] of pairs.get(cluster) ?? []) {
      for (const to of targets) {
        const [above, below] = [byKey.get(from), byKey.get(to)];
        if (above !== undefined && below !== undefined) {
          above.after.push(below);
          below.before.push(above);
        }
      }
    }
    const content = place(parts);
    inner.set(cluster, parts);
    const label = sizes.labels[cluster] ?? { width: 0, height: 0 };
    return {
      width: Math.max(content.width, label.width) + 2 * PADDING,
      height: content.height + label.height + 2 * PADDING,
    };
  };
  const whole = box(-1);

  const nodes: Box[] = [];
  const clusters: Box[] = [];
  const settle = (cluster: number, x: number, y: number): void => {
    for (const one of inner.get(cluster) ?? []) {
      const at = { x: x + one.x, y: y + one.y, width: one.width, height: one.height };
      if (one.cluster) {
        clusters[one.index] = at;
        settle(one.index, at.x + PADDING, at.y + PADDING + (sizes.labels[one.index]?.height ?? 0));
      } else {
        nodes[one.index] = at;
      }
    }
  };
  settle(-1, PADDING, PADDING);
  const edges = diagram.edges.map(({ from, to }) => {
    const [start, end] = [nodes[from], nodes[to]];
    return start === undefined || end === undefined ? [] : edgeCurve(start, end);
  });
  return { ...whole, nodes, clusters, edges };
}
