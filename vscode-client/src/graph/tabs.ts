/** What the panel shows beside the picture, as plain text. Only what the answer holds: no tab without content. */

import type { Finding, TraceResult } from "../protocol";

export interface TextTab {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

function place(finding: Finding): string {
  return `${finding.filename}:${String(finding.location.row)}:${String(finding.location.column)}`;
}

function listed(value: string | readonly string[] | undefined): string {
  return value === undefined ? "" : typeof value === "string" ? value : value.join("\n\n");
}

function code(result: TraceResult): string {
  return result.graphs
    .map(
      (graph, index) => `# graph ${String(index + 1)}: ${String(graph.op_count)} operations\n${graph.code.trimEnd()}`,
    )
    .join("\n\n\n");
}

function breaks(result: TraceResult): string {
  return result.breaks
    .map((finding) =>
      [
        `${finding.code} ${finding.name} (${finding.status}, ${finding.confidence})`,
        `  ${place(finding)}`,
        `  ${finding.message}`,
        ...(finding.hints ?? []).map((hint) => `  - ${hint}`),
        finding.url === "" ? "" : `  ${finding.url}`,
      ]
        .filter((line) => line !== "")
        .join("\n"),
    )
    .join("\n\n");
}

function compiled(result: TraceResult): string {
  const { compiled: gain } = result;
  if (gain === undefined) {
    return "";
  }
  const milliseconds = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms`;
  return [
    `back end          ${gain.backend}`,
    `time to compile   ${gain.seconds.toFixed(2)} s`,
    `eager             ${milliseconds(gain.eager_seconds)}`,
    `compiled          ${milliseconds(gain.compiled_seconds)}`,
    `speed-up          ${gain.speedup.toFixed(2)}×`,
    `greatest difference of outputs   ${gain.max_abs_diff?.toExponential(2) ?? "none can be given"}`,
    ...(gain.note === undefined ? [] : ["", gain.note]),
  ].join("\n");
}

function torch(result: TraceResult): string {
  const { torch: verdict } = result;
  if (verdict === undefined) {
    return "";
  }
  return [
    `torch ${verdict.version}: ${String(verdict.graph_count)} graphs, ${String(verdict.break_count)} breaks`,
    `fullgraph: ${String(result.graph_count)} graphs, ${String(result.break_count)} breaks`,
    verdict.agrees ? "Both agree." : "They disagree. This is a fault of fullgraph's; the report is in its log.",
    ...verdict.differences.map((difference) => `- ${difference}`),
  ].join("\n");
}

export function textTabs(result: TraceResult): TextTab[] {
  const sizes = (result.sizes ?? []).map((size) => `${size.message}\n\n`).join("");
  const guards = sizes + result.guards.map((guard) => `${guard.source}\n  ${guard.check}`).join("\n");
  return [
    { id: "code", title: "Code", text: code(result) },
    { id: "breaks", title: `Breaks (${String(result.breaks.length)})`, text: breaks(result) },
    { id: "guards", title: `Guards (${String(result.guards.length)})`, text: guards },
    { id: "effects", title: "Effects", text: result.effects.join("\n") },
    { id: "torch", title: "torch's verdict", text: torch(result) },
    { id: "compiled", title: "Compiled", text: compiled(result) },
    { id: "aten", title: "ATen", text: listed(result.compiled?.aten) },
    { id: "generated", title: "Generated code", text: listed(result.compiled?.generated) },
  ].filter((tab) => tab.text !== "");
}

export function summary(result: TraceResult): string {
  const count = (number: number, what: string): string => `${String(number)} ${what}${number === 1 ? "" : "s"}`;
  const operations = result.graphs.reduce((sum, graph) => sum + graph.op_count, 0);
  return [
    count(result.graph_count, "graph"),
    count(result.break_count, "break"),
    count(operations, "op"),
    `inputs from ${result.inputs.origin}: ${result.inputs.spec}`,
  ].join(" · ");
}
