/** Made-up traces for the tests. */

import type { Finding, GraphNode, TraceResult } from "../../src/protocol";

export function node(name: string, inputs: readonly string[] = [], more: Partial<GraphNode> = {}): GraphNode {
  return {
    name,
    op: "call_function",
    target: "torch.relu",
    shape: [2, "s0"],
    dtype: "f32",
    location: null,
    module_path: "",
    inputs,
    ...more,
  };
}

export function finding(code: string, more: Partial<Finding> = {}): Finding {
  return {
    code,
    name: "a break",
    message: `because of ${code}`,
    status: "confirmed",
    confidence: "certain",
    filename: "/a.py",
    location: { row: 3, column: 5 },
    end_location: { row: 3, column: 9 },
    function: "f",
    url: "",
    upstream: [],
    ...more,
  };
}

export function trace(graphs: readonly (readonly GraphNode[])[], breaks: readonly Finding[] = []): TraceResult {
  return {
    function: "a.py::f",
    status: breaks.length > 0 ? "breaks" : "fullgraph",
    graph_count: graphs.length,
    break_count: breaks.length,
    graphs: graphs.map((nodes, index) => ({
      op_count: nodes.length,
      code: `def forward(self): # ${String(index)}\n    pass\n`,
      nodes,
    })),
    breaks,
    guards: [],
    effects: [],
    inputs: { origin: "comment", spec: "x=f32[2]" },
    seconds: 0.1,
  };
}

/** A chain of nodes; `pathOf` gives the module path of each. */
export function chain(count: number, pathOf: (index: number) => string): GraphNode[] {
  return Array.from({ length: count }, (_unused, index) =>
    node(`n${String(index)}`, index === 0 ? [] : [`n${String(index - 1)}`], { module_path: pathOf(index) }),
  );
}
