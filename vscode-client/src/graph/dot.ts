/** The picture in Graphviz's language. Everything that came from user code goes through `escape.ts`. */

import { type Item, representatives } from "./collapse";
import { dotId, dotLabel, shorten, wrap } from "./escape";
import { type Cut, type Leaf, type Picture, typeText } from "./model";

const LABEL_LIMIT = 60;
const HURRY_ABOVE = 100;
const REASON_LIMIT = 120;
const REASON_WIDTH = 40;

type Attributes = Readonly<Record<string, string>>;

function attributes(values: Attributes): string {
  const inner = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return `[${inner.join(", ")}]`;
}

function styleClass(name: string): string {
  return `"${name.replaceAll(/[^A-Za-z0-9_-]/g, "_")}"`;
}

/** The class is what the style sheet colours by, so that a picture follows the editor's theme. */
function leafLine(leaf: Leaf): string {
  const { node } = leaf;
  const target = node.target === node.name ? "" : shorten(node.target, LABEL_LIMIT);
  const lines = [shorten(node.name, LABEL_LIMIT), target, typeText(node)].filter((line) => line !== "");
  return `${dotId(leaf.id)} ${attributes({
    id: dotId(leaf.id),
    class: styleClass(node.op),
    label: dotLabel(lines.join("\n")),
  })}`;
}

function itemLines(item: Item, open: ReadonlySet<string>, indent: string): string[] {
  if (item.kind === "leaf") {
    return [`${indent}${leafLine(item)}`];
  }
  if (!open.has(item.id)) {
    const label = `${shorten(item.label, LABEL_LIMIT)}\n${String(item.size)} nodes`;
    const values = { id: dotId(item.id), class: styleClass("group"), label: dotLabel(label), shape: "box3d" };
    return [`${indent}${dotId(item.id)} ${attributes(values)}`];
  }
  return [
    `${indent}subgraph ${dotId(`cluster ${item.id}`)} {`,
    `${indent}  id=${dotId(item.id)}; class="module"; label=${dotLabel(shorten(item.label, LABEL_LIMIT))};`,
    ...item.children.flatMap((child) => itemLines(child, open, `${indent}  `)),
    `${indent}}`,
  ];
}

export function cutText(cut: Cut): string {
  const { finding } = cut;
  const effect = finding.effect === "skip_frame" ? " (frame skipped)" : "";
  return `✂ ${finding.code}${effect}\n${wrap(shorten(finding.message, REASON_LIMIT), REASON_WIDTH)}`;
}

function cutLine(cut: Cut): string {
  const values = { id: dotId(cut.id), class: styleClass("break"), shape: "note", label: dotLabel(cutText(cut)) };
  return `  ${dotId(cut.id)} ${attributes(values)}`;
}

/** Cuts hang between the last item of one graph and the first of the next, in the order of the run. */
function cutEdges(picture: Picture, drawn: ReadonlyMap<string, string>): string[] {
  const ends = picture.graphs.map((graph) => ({ first: graph[0]?.id, last: graph.at(-1)?.id }));
  const shown = (id: string | undefined): string | undefined => (id === undefined ? undefined : drawn.get(id));
  return ends
    .flatMap((end, index): (string | undefined)[] => [
      shown(end.first),
      shown(end.last),
      ...picture.cuts.filter((cut) => cut.after === index).map((cut) => cut.id),
    ])
    .filter((id): id is string => id !== undefined)
    .flatMap((id, index, all) => {
      const next = all[index + 1];
      const isCut = (one: string): boolean => picture.cuts.some((cut) => cut.id === one);
      return next !== undefined && next !== id && (isCut(id) || isCut(next))
        ? [`  ${dotId(id)} -> ${dotId(next)} [class="cut", style=dashed]`]
        : [];
    });
}

export interface DotOptions {
  readonly open: ReadonlySet<string>;
  readonly trees: readonly (readonly Item[])[];
}

export function toDot(picture: Picture, { open, trees }: DotOptions): string {
  const drawn = representatives(trees, open);
  const edges = new Set(
    picture.edges.flatMap((edge) => {
      const from = drawn.get(edge.from);
      const to = drawn.get(edge.to);
      return from === undefined || to === undefined || from === to ? [] : [`  ${dotId(from)} -> ${dotId(to)}`];
    }),
  );
  const clusters = trees.flatMap((tree, index) => [
    `  subgraph ${dotId(`cluster g${String(index)}`)} {`,
    `    class="graph"; id="graph${String(index)}"; label=${dotLabel(`graph ${String(index + 1)}`)};`,
    ...tree.flatMap((item) => itemLines(item, open, "    ")),
    "  }",
  ]);
  // Above some hundred nodes the last per cent of a good layout costs most of the time.
  const hurry = edges.size > HURRY_ABOVE ? ["  graph [nslimit=1, nslimit1=1, mclimit=0.3];"] : [];
  return [
    `digraph ${dotId(picture.title)} {`,
    ...hurry,
    '  graph [rankdir=TB, ranksep=0.3, nodesep=0.2, fontname="Helvetica", fontsize=11, bgcolor="transparent"];',
    '  node [shape=box, style="rounded", fontname="Helvetica", fontsize=10, margin="0.2,0.06", height=0.3];',
    "  edge [arrowsize=0.6];",
    ...clusters,
    ...picture.cuts.map(cutLine),
    ...edges,
    ...cutEdges(picture, drawn),
    "}",
    "",
  ].join("\n");
}
