/** A trace as one picture: the nodes of every graph, the edges between them, and the breaks that cut it into graphs. */

import type { Finding, GraphNode, TraceResult, WireSpan } from "../protocol";

export interface Leaf {
  readonly kind: "leaf";
  readonly id: string;
  readonly graph: number;
  readonly node: GraphNode;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
}

export interface Cut {
  readonly id: string;
  readonly finding: Finding;
  /** The break stands after this graph; -1 before the first one. */
  readonly after: number;
}

export interface Picture {
  readonly title: string;
  readonly graphs: readonly (readonly Leaf[])[];
  readonly edges: readonly Edge[];
  readonly cuts: readonly Cut[];
}

export function nodeId(graph: number, name: string): string {
  return `g${String(graph)}/${name}`;
}

/**
 * Breaks come in the order of the run. Break k ends graph k; where there are more breaks than gaps (a frame that was
 * skipped whole has breaks and no graph behind them) the rest stands after the last graph.
 */
function cutsOf(breaks: readonly Finding[], graphCount: number): Cut[] {
  return breaks.map((finding, index) => ({
    id: `break${String(index)}`,
    finding,
    after: Math.min(index, graphCount - 1),
  }));
}

export function pictureOf(result: TraceResult): Picture {
  const graphs = result.graphs.map((graph, index) =>
    graph.nodes.map((node): Leaf => ({ kind: "leaf", id: nodeId(index, node.name), graph: index, node })),
  );
  const known = new Set(graphs.flat().map((leaf) => leaf.id));
  const edges = graphs
    .flat()
    .flatMap((leaf) => leaf.node.inputs.map((input) => ({ from: nodeId(leaf.graph, input), to: leaf.id })))
    .filter((edge) => known.has(edge.from));
  return { title: result.function, graphs, edges, cuts: cutsOf(result.breaks, graphs.length) };
}

export function nodeCount(picture: Picture): number {
  return picture.graphs.reduce((sum, graph) => sum + graph.length, 0);
}

/** What stands for a tensor's type in jaxtyping's short names: `f32[8, 128]`. */
export function typeText(node: Pick<GraphNode, "dtype" | "shape">): string {
  const shape = node.shape === null ? "" : `[${node.shape.join(", ")}]`;
  return `${node.dtype ?? ""}${shape}`;
}

/** Where an item of the picture comes from in the source. */
export interface Place {
  readonly id: string;
  readonly span: WireSpan;
}

export function placesOf(picture: Picture): Place[] {
  const nodes = picture.graphs
    .flat()
    .flatMap((leaf) => (leaf.node.location === null ? [] : [{ id: leaf.id, span: leaf.node.location }]));
  const cuts = picture.cuts.map((cut) => ({ id: cut.id, span: spanOf(cut.finding) }));
  return [...nodes, ...cuts];
}

export function spanOf(finding: WireSpan): WireSpan {
  return { filename: finding.filename, location: finding.location, end_location: finding.end_location };
}
