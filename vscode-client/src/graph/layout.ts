/** Where the parts of a diagram stand. Coordinates are pixels at full size, from the left and the top. */

import type { Diagram } from "./diagram";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is known before: the size of each node and of each cluster's label. */
export interface Sizes {
  readonly nodes: readonly Size[];
  readonly labels: readonly Size[];
}

/** Boxes are in the diagram's order. An edge is Bézier curves: its start, then three points for each curve. */
export interface Layout extends Size {
  readonly nodes: readonly Box[];
  readonly clusters: readonly Box[];
  readonly edges: readonly (readonly Point[])[];
}

export const FONT = { size: 10, labelSize: 11, lineHeight: 12 } as const;
const PADDING = { box: 14, folder: 18, note: 14 } as const;
const VERTICAL = 10;

export type Measure = (text: string, fontSize: number) => number;

/** Sizes by the font that the text is shown in, so that no label is cut and none wastes room. */
export function sizesOf(diagram: Diagram, measure: Measure): Sizes {
  return {
    nodes: diagram.nodes.map(({ lines, shape }) => ({
      width: Math.ceil(Math.max(30, ...lines.map((line) => measure(line, FONT.size))) + 2 * PADDING[shape]),
      height: lines.length * FONT.lineHeight + VERTICAL,
    })),
    labels: diagram.clusters.map(({ label }) => ({
      width: Math.ceil(measure(label, FONT.labelSize)),
      height: FONT.labelSize + 4,
    })),
  };
}
