/** What the panel's two halves say to each other. */

import type { TraceResult } from "../protocol";
import { type ExportFormat, isExportFormat } from "./exporter";

export interface PanelState {
  readonly uri: string;
  readonly qualname: string | undefined;
}

export type ToPanel =
  | { readonly type: "show"; readonly result: TraceResult; readonly state: PanelState }
  | { readonly type: "busy"; readonly message: string }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "light"; readonly ids: readonly string[] }
  | { readonly type: "stale"; readonly stale: boolean };

export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "reveal"; readonly id: string }
  | { readonly type: "open"; readonly url: string }
  | { readonly type: "export"; readonly format: ExportFormat; readonly svg?: string };

/** The panel runs scripts of ours only, and is checked all the same: a webview is another trust domain. */
export function readFromPanel(value: unknown): FromPanel | undefined {
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  const { type, id, url, format, svg } = value as Record<string, unknown>;
  if (type === "ready") {
    return { type };
  }
  if (type === "reveal" && typeof id === "string") {
    return { type, id };
  }
  if (type === "open" && typeof url === "string" && /^https?:\/\//.test(url)) {
    return { type, url };
  }
  if (type === "export" && isExportFormat(format)) {
    return { type, format, ...(typeof svg === "string" ? { svg } : {}) };
  }
  return undefined;
}
