/** What can be saved from the panel besides the drawn SVG: the whole graph as DOT, and its readable code as Python. */

import type { TraceResult } from "../protocol";
import { groupsOf, treeOf } from "./collapse";
import { diagramOf } from "./diagram";
import { toDot } from "./dot";
import { pictureOf } from "./model";

export type ExportFormat = "svg" | "dot" | "py";

export function isExportFormat(value: unknown): value is ExportFormat {
  return value === "svg" || value === "dot" || value === "py";
}

/** The whole graph with every module open: an export does not depend on what happens to be unfolded. */
export function exportDot(result: TraceResult): string {
  const picture = pictureOf(result);
  const trees = picture.graphs.map((graph, index) => treeOf(graph, index, false));
  const open = new Set(trees.flatMap((tree) => groupsOf(tree)).map((group) => group.id));
  return toDot(diagramOf(picture, { trees, open }));
}

function comment(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => `# ${line}`)
    .join("\n");
}

/** The graphs one after another, each break as a comment where it stands. */
export function exportPython(result: TraceResult): string {
  const picture = pictureOf(result);
  const head = comment(
    `${result.function}: ${String(result.graph_count)} graphs, ${String(result.break_count)} breaks; inputs (${result.inputs.origin}): ${result.inputs.spec}`,
  );
  const body = result.graphs.flatMap((graph, index) => [
    comment(`graph ${String(index + 1)}: ${String(graph.op_count)} operations`),
    graph.code.trimEnd(),
    ...picture.cuts
      .filter((cut) => cut.after === index)
      .map((cut) => comment(`break ${cut.finding.code}: ${cut.finding.message}`)),
  ]);
  const loose = picture.cuts
    .filter((cut) => cut.after < 0)
    .map((cut) => comment(`break ${cut.finding.code}: ${cut.finding.message}`));
  return `${[head, ...body, ...loose].join("\n\n")}\n`;
}

export function fileNameFor(result: TraceResult, format: ExportFormat): string {
  const stem = result.function.split("::").at(-1) ?? "graph";
  return `${stem.replaceAll(/[^A-Za-z0-9_.-]+/g, "_") || "graph"}.${format}`;
}
