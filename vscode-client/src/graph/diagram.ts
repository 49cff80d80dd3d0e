/** What is drawn of a picture while some modules are folded: nodes with their lines of text, boxes around them, edges. */

import { type Item, representatives } from "./collapse";
import { shorten, shortenName, wrap } from "./escape";
import { type Cut, type Leaf, type Picture, typeText } from "./model";

const LABEL_LIMIT = 44;
const REASON_LIMIT = 120;
const REASON_WIDTH = 40;

export interface DiagramNode {
  readonly id: string;
  /** What the style sheet colours by, so that a picture follows the editor's theme. */
  readonly style: string;
  readonly shape: "box" | "folder" | "note";
  readonly lines: readonly string[];
  /** The box that it lies in, an index; -1 for none. */
  readonly cluster: number;
}

export interface DiagramCluster {
  readonly id: string;
  readonly style: "graph" | "module";
  readonly label: string;
  readonly parent: number;
}

/** Between nodes, by index. */
export interface DiagramEdge {
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
}

export interface Diagram {
  readonly title: string;
  readonly nodes: readonly DiagramNode[];
  readonly clusters: readonly DiagramCluster[];
  readonly edges: readonly DiagramEdge[];
}

export interface Folding {
  readonly open: ReadonlySet<string>;
  readonly trees: readonly (readonly Item[])[];
}

/** A parameter's name is its target in small letters, which says nothing twice. */
function leafLines({ node }: Leaf): string[] {
  const same = node.target.toLowerCase() === node.name.toLowerCase();
  const lines = [
    shortenName(node.name, LABEL_LIMIT),
    same ? "" : shortenName(node.target, LABEL_LIMIT),
    typeText(node),
  ];
  return lines.filter((line) => line !== "");
}

function cutLines({ finding }: Cut): string[] {
  const effect = finding.effect === "skip_frame" ? " (frame skipped)" : "";
  return [`✂ ${finding.code}${effect}`, ...wrap(shorten(finding.message, REASON_LIMIT), REASON_WIDTH).split("\n")];
}

class Drawing {
  public readonly nodes: DiagramNode[] = [];
  public readonly clusters: DiagramCluster[] = [];
  public readonly index = new Map<string, number>();

  public constructor(private readonly open: ReadonlySet<string>) {}

  public cluster(one: DiagramCluster): number {
    return this.clusters.push(one) - 1;
  }

  public node(one: DiagramNode): void {
    this.index.set(one.id, this.nodes.push(one) - 1);
  }

  public item(item: Item, cluster: number): void {
    if (item.kind === "leaf") {
      this.node({ id: item.id, style: item.node.op, shape: "box", lines: leafLines(item), cluster });
      return;
    }
    const label = shortenName(item.label, LABEL_LIMIT);
    if (!this.open.has(item.id)) {
      const lines = [label, `${String(item.size)} nodes`];
      this.node({ id: item.id, style: "group", shape: "folder", lines, cluster });
      return;
    }
    const own = !item.boxed ? cluster : this.cluster({ id: item.id, style: "module", label, parent: cluster });
    item.children.forEach((child) => {
      this.item(child, own);
    });
  }
}

/** Cuts hang between the last item of one graph and the first of the next, in the order of the run. */
function cutPairs(picture: Picture, shown: (id: string) => string | undefined): [string, string][] {
  const cuts = new Set(picture.cuts.map((cut) => cut.id));
  const chain = picture.graphs.flatMap((graph, index): (string | undefined)[] => [
    shown(graph[0]?.id ?? ""),
    shown(graph.at(-1)?.id ?? ""),
    ...picture.cuts.filter((cut) => cut.after === index).map((cut) => cut.id),
  ]);
  const known = chain.filter((id) => id !== undefined);
  return known.flatMap((id, index): [string, string][] => {
    const next = known[index + 1];
    return next !== undefined && next !== id && (cuts.has(id) || cuts.has(next)) ? [[id, next]] : [];
  });
}

export function diagramOf(picture: Picture, { open, trees }: Folding): Diagram {
  const drawing = new Drawing(open);
  trees.forEach((tree, index) => {
    const label = `graph ${String(index + 1)}`;
    const cluster = drawing.cluster({ id: `graph${String(index)}`, style: "graph", label, parent: -1 });
    tree.forEach((item) => {
      drawing.item(item, cluster);
    });
  });
  picture.cuts.forEach((cut) => {
    drawing.node({ id: cut.id, style: "break", shape: "note", lines: cutLines(cut), cluster: -1 });
  });
  const drawn = representatives(trees, open);
  const edges = new Map<string, DiagramEdge>();
  const connect = (from: string | undefined, to: string | undefined, cut: boolean): void => {
    const [start, end] = [drawing.index.get(from ?? ""), drawing.index.get(to ?? "")];
    if (start !== undefined && end !== undefined && start !== end) {
      edges.set(`${String(start)} ${String(end)}`, { from: start, to: end, cut });
    }
  };
  for (const edge of picture.edges) {
    connect(drawn.get(edge.from), drawn.get(edge.to), false);
  }
  for (const [from, to] of cutPairs(picture, (id) => drawn.get(id))) {
    connect(from, to, true);
  }
  return { title: picture.title, nodes: drawing.nodes, clusters: drawing.clusters, edges: [...edges.values()] };
}
