/** A diagram seen from afar, where no part can be read: one shape for all nodes of a style, and the marks, large. */

import type { Diagram } from "../graph/diagram";
import type { Box, Layout } from "../graph/layout";
import { make } from "./shapes";

/** A mark is seen if it is so many pixels wide. */
const MARK_PIXELS = 6;

function rectangle({ x, y, width, height }: Box): string {
  return `M${x.toFixed(0)} ${y.toFixed(0)}h${width.toFixed(0)}v${height.toFixed(0)}h${(-width).toFixed(0)}z`;
}

function shape(style: string, boxes: readonly Box[]): SVGPathElement {
  return make("path", { class: style, d: boxes.map(rectangle).join("") });
}

export function mapOf(diagram: Diagram, layout: Layout): SVGPathElement[] {
  const byStyle = new Map<string, Box[]>();
  const add = (style: string, box: Box | undefined): void => {
    const boxes = byStyle.get(style);
    if (box !== undefined && boxes === undefined) {
      byStyle.set(style, [box]);
    } else if (box !== undefined) {
      boxes?.push(box);
    }
  };
  diagram.clusters.forEach((cluster, index) => {
    add(`cluster ${cluster.style}`, layout.clusters[index]);
  });
  diagram.nodes.forEach((node, index) => {
    add(`node ${node.style}`, layout.nodes[index]);
  });
  return [...byStyle].map(([style, boxes]) => shape(style, boxes));
}

export function markOnMap(name: string, boxes: readonly Box[], scale: number): SVGPathElement {
  const least = MARK_PIXELS / scale;
  const grown = boxes.map(({ x, y, width, height }): Box => {
    const [wide, high] = [Math.max(width, least), Math.max(height, least)];
    return { x: x - (wide - width) / 2, y: y - (high - height) / 2, width: wide, height: high };
  });
  return shape(`mark ${name}`, grown);
}
