/**
 * What travels between client and server beyond LSP itself. The shapes are those of `fullgraph_vocab.wire`; rows and
 * columns count from 1, columns in characters (code points), so `graph/positions.ts` turns them into editor ranges.
 */

export interface WirePosition {
  readonly row: number;
  readonly column: number;
}

export interface WireSpan {
  readonly filename: string;
  readonly location: WirePosition;
  readonly end_location: WirePosition;
}

export interface Finding extends WireSpan {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly status: "predicted" | "confirmed" | "refuted";
  readonly confidence: "certain" | "likely" | "possible";
  readonly function: string;
  readonly url: string;
  readonly upstream: readonly string[];
  readonly effect?: "resume" | "skip_frame";
  readonly gb_type?: string;
  readonly hints?: readonly string[];
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly target: string;
  readonly shape: readonly (number | string)[] | null;
  readonly dtype: string | null;
  readonly location: WireSpan | null;
  readonly module_path: string;
  readonly inputs: readonly string[];
}

export interface Graph {
  readonly op_count: number;
  readonly code: string;
  readonly nodes: readonly GraphNode[];
}

export interface Guard {
  readonly source: string;
  readonly check: string;
  readonly location: WireSpan | null;
}

/** A size that varies from call to call. */
export interface Size {
  readonly name: string;
  readonly message: string;
}

export interface TorchVerdict {
  readonly version: string;
  readonly graph_count: number;
  readonly break_count: number;
  readonly agrees: boolean;
  readonly differences: readonly string[];
}

export interface Compiled {
  readonly backend: string;
  readonly seconds: number;
  readonly eager_seconds: number;
  readonly compiled_seconds: number;
  readonly speedup: number;
  /** Null where the outputs cannot be compared, which the note says. */
  readonly max_abs_diff: number | null;
  /** What the user should know of how it was compiled, such as another back end than the one asked for. */
  readonly note?: string;
  /** The ATen graphs that the back end was given, as readable code. */
  readonly aten?: string | readonly string[];
  /** What the back end generated. */
  readonly generated?: string | readonly string[];
}

export interface TraceResult {
  readonly function: string;
  readonly status: "fullgraph" | "breaks" | "error";
  readonly graph_count: number;
  readonly break_count: number;
  readonly graphs: readonly Graph[];
  readonly breaks: readonly Finding[];
  readonly guards: readonly Guard[];
  readonly effects: readonly string[];
  readonly inputs: { readonly origin: string; readonly spec: string };
  readonly seconds: number;
  readonly error?: Finding;
  readonly sizes?: readonly Size[];
  readonly torch?: TorchVerdict;
  readonly compiled?: Compiled;
  /** The version of the document that the places are of. */
  readonly version?: number;
}

/** LSP position: lines from 0, characters in UTF-16 units as VS Code negotiates. */
export interface LspPosition {
  readonly line: number;
  readonly character: number;
}

/** Which function is meant: by name, or the one around a position. */
export interface GraphParams {
  readonly textDocument: { readonly uri: string };
  readonly qualname?: string;
  readonly position?: LspPosition;
}

export const GRAPH_REQUEST = "fullgraph/graph";
export const STATUS_NOTIFICATION = "fullgraph/status";

export type Health = "ok" | "warning" | "error";

export interface WorkerStatus {
  readonly state?: string;
  readonly activity?: string | null;
  readonly python?: string | null;
  readonly torch?: string | null;
  readonly problem?: string | null;
}

export interface ServerStatus {
  readonly health: Health;
  readonly message?: string | null;
  readonly quiescent?: boolean;
  readonly worker?: WorkerStatus | null;
}

/** Whether an answer can be drawn. Servers of another version must give a clear message, not a broken panel. */
export function isTraceResult(value: unknown): value is TraceResult {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const candidate = value as Partial<TraceResult>;
  return typeof candidate.status === "string" && Array.isArray(candidate.graphs) && Array.isArray(candidate.breaks);
}
