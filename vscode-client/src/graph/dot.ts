/** A diagram in Graphviz's language, for people: what the panel exports. Text of users goes through `escape.ts`. */

import type { Diagram, DiagramNode } from "./diagram";
import { dotId, dotLabel } from "./escape";

const SHAPES = { box: "", folder: ", shape=box3d", note: ", shape=note" } as const;

function styleClass(name: string): string {
  return `"${name.replaceAll(/[^A-Za-z0-9_-]/g, "_")}"`;
}

function nodeLine(node: DiagramNode): string {
  const label = dotLabel(node.lines.join("\n"));
  return `${dotId(node.id)} [class=${styleClass(node.style)}, label=${label}${SHAPES[node.shape]}]`;
}

export function toDot(diagram: Diagram): string {
  const inside = (cluster: number, indent: string): string[] => [
    ...diagram.nodes.filter((node) => node.cluster === cluster).map((node) => `${indent}${nodeLine(node)}`),
    ...diagram.clusters.flatMap((one, index) =>
      one.parent === cluster
        ? [
            `${indent}subgraph ${dotId(`cluster ${one.id}`)} {`,
            `${indent}  class="${one.style}"; label=${dotLabel(one.label)};`,
            ...inside(index, `${indent}  `),
            `${indent}}`,
          ]
        : [],
    ),
  ];
  const name = (index: number): string => dotId(diagram.nodes[index]?.id ?? "");
  return [
    `digraph ${dotId(diagram.title)} {`,
    '  graph [rankdir=TB, ranksep=0.3, nodesep=0.2, fontname="Helvetica", fontsize=11, bgcolor="transparent"];',
    '  node [shape=box, style="rounded", fontname="Helvetica", fontsize=10, margin="0.2,0.06", height=0.3];',
    "  edge [arrowsize=0.6];",
    ...inside(-1, "  "),
    ...diagram.edges.map(
      ({ from, to, cut }) => `  ${name(from)} -> ${name(to)}${cut ? ' [class="cut", style=dashed]' : ""}`,
    ),
    "}",
    "",
  ].join("\n");
}
