/** What the language status item says. Silence must have a reason that the user can read. */

import type { ServerStatus } from "./protocol";

export type Phase =
  | { readonly kind: "disabled" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly server: string; readonly status: ServerStatus | undefined }
  | { readonly kind: "waiting"; readonly seconds: number; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

type Running = Extract<Phase, { kind: "running" }>;

export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly severity: "information" | "warning" | "error";
  readonly busy: boolean;
}

const UNTRUSTED = "Restricted Mode: nothing of this workspace is run";

function details(phase: Running, trusted: boolean): string {
  const { status } = phase;
  const worker = status?.worker;
  const torch = worker?.torch;
  const parts = [
    trusted ? undefined : UNTRUSTED,
    status?.message,
    worker?.problem,
    worker?.activity,
    typeof torch === "string" && torch !== "" ? `torch ${torch}` : undefined,
    `server ${phase.server}`,
  ].filter((part): part is string => typeof part === "string" && part !== "");
  return [...new Set(parts)].join(" · ");
}

const SEVERITY = { ok: "information", warning: "warning", error: "error" } as const;

function running(phase: Running, trusted: boolean): StatusText {
  const health = phase.status?.health ?? "ok";
  const own = health === "ok" ? "fullgraph" : `fullgraph: ${health}`;
  return {
    text: trusted ? own : "fullgraph: predictions only",
    detail: details(phase, trusted),
    severity: trusted || health === "error" ? SEVERITY[health] : "warning",
    busy: phase.status?.quiescent === false,
  };
}

export function statusText(phase: Phase, trusted: boolean): StatusText {
  switch (phase.kind) {
    case "disabled":
      return { text: "fullgraph: off", detail: "fullgraph.enable is false", severity: "information", busy: false };
    case "starting":
      return { text: "fullgraph", detail: "starting the server", severity: "information", busy: true };
    case "waiting":
      return {
        text: "fullgraph: restarting",
        detail: `${phase.reason}; starting again in ${String(Math.ceil(phase.seconds))} s`,
        severity: "warning",
        busy: true,
      };
    case "failed":
      return { text: "fullgraph: not running", detail: phase.reason, severity: "error", busy: false };
    case "running":
      return running(phase, trusted);
  }
}
