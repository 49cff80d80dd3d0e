/** Questions to Graphviz and its answers. Only numbers pass: what nodes are called and say stays here. */

import type { Diagram } from "./diagram";
import type { Box, Layout, Point, Size, Sizes } from "./layout";

/** Graphviz counts lengths in points and sizes of nodes in inches. */
const POINTS = 72;
const HURRY_ABOVE = 100;

function inches(points: number): string {
  return (points / POINTS).toFixed(4);
}

/** An empty table is how a label gets a size of its own. */
function room({ width, height }: Size): string {
  const table = 'BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE"';
  return `<<TABLE ${table} WIDTH="${String(width)}" HEIGHT="${String(height)}"><TR><TD></TD></TR></TABLE>>`;
}

export function question(diagram: Diagram, sizes: Sizes): string {
  const inside = (cluster: number): string[] => [
    ...diagram.nodes.flatMap((node, index) => {
      const size = sizes.nodes[index];
      return node.cluster === cluster && size !== undefined
        ? [`${String(index)} [width=${inches(size.width)}, height=${inches(size.height)}]`]
        : [];
    }),
    ...diagram.clusters.flatMap((one, index) => {
      const size = sizes.labels[index];
      return one.parent === cluster && size !== undefined
        ? [`subgraph cluster${String(index)} {`, `label=${room(size)}`, ...inside(index), "}"]
        : [];
    }),
  ];
  // Above some hundred edges the last per cent of a good layout costs most of the time.
  const hurry = diagram.edges.length > HURRY_ABOVE ? "nslimit=1, nslimit1=1, mclimit=0.3, " : "";
  return [
    "digraph {",
    `graph [${hurry}rankdir=TB, ranksep=0.3, nodesep=0.2, labeljust=l]`,
    'node [shape=box, fixedsize=true, label=""]',
    "edge [arrowsize=0.6]",
    ...inside(-1),
    ...diagram.edges.map(({ from, to }) => `${String(from)} -> ${String(to)}`),
    "}",
  ].join("\n");
}

interface GraphvizObject {
  readonly _gvid: number;
  readonly name: string;
  readonly pos?: string;
  readonly bb?: string;
}

interface GraphvizAnswer {
  readonly bb: string;
  readonly objects?: readonly GraphvizObject[];
  readonly edges?: readonly { readonly tail: number; readonly head: number; readonly pos?: string }[];
}

function numbers(text: string | undefined): number[] {
  return (text?.match(/-?\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []).map(Number);
}

/** `e,x,y` names the arrow's tip; the curve itself ends where the arrow begins. */
function curve(text: string | undefined, flip: (y: number) => number): Point[] {
  const values = numbers(text?.replaceAll(/[es],/g, ""));
  const points: Point[] = [];
  for (let index = 0; index + 1 < values.length; index += 2) {
    points.push({ x: values[index] ?? 0, y: flip(values[index + 1] ?? 0) });
  }
  const [tip, ...rest] = points;
  return tip !== undefined && text?.startsWith("e,") === true ? [...rest.slice(0, -1), tip] : points;
}

/** Reads the answer in Graphviz's `json0`; https://graphviz.org/docs/outputs/json/ */
export function answer(text: string, diagram: Diagram, sizes: Sizes): Layout {
  const read = JSON.parse(text) as GraphvizAnswer;
  const [, , width = 0, height = 0] = numbers(read.bb);
  const flip = (y: number): number => height - y;
  const byName = new Map((read.objects ?? []).map((one) => [one.name, one]));
  const byNumber = new Map((read.objects ?? []).map((one) => [one._gvid, one.name]));
  const curves = new Map(
    (read.edges ?? []).map((edge) => [
      `${byNumber.get(edge.tail) ?? ""} ${byNumber.get(edge.head) ?? ""}`,
      curve(edge.pos, flip),
    ]),
  );
  return {
    width,
    height,
    nodes: sizes.nodes.map((size, index): Box => {
      const [x = 0, y = 0] = numbers(byName.get(String(index))?.pos);
      return { ...size, x: x - size.width / 2, y: flip(y) - size.height / 2 };
    }),
    clusters: diagram.clusters.map((_cluster, index): Box => {
      const [left = 0, bottom = 0, right = 0, top = 0] = numbers(byName.get(`cluster${String(index)}`)?.bb);
      return { x: left, y: flip(top), width: right - left, height: top - bottom };
    }),
    edges: diagram.edges.map(({ from, to }) => curves.get(`${String(from)} ${String(to)}`) ?? []),
  };
}
