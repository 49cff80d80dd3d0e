/** Which function a command is about. Lenses, code actions and other clients give it in slightly different shapes. */

import type { GraphParams, LspPosition } from "./protocol";

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function position(value: unknown): LspPosition | undefined {
  const fields = record(value);
  return typeof fields?.["line"] === "number" && typeof fields["character"] === "number"
    ? { line: fields["line"], character: fields["character"] }
    : undefined;
}

function uriIn(first: unknown): string | undefined {
  const fields = record(first);
  const uri = fields === undefined ? first : (fields["uri"] ?? record(fields["textDocument"])?.["uri"]);
  return typeof uri === "string" && uri !== "" ? uri : undefined;
}

/**
 * Reads `[{uri | textDocument: {uri}, qualname?, position?}]` and `[uri, qualname | position]`;
 * undefined when the arguments name no document (as from the command palette).
 */
export function targetOf(args: readonly unknown[]): GraphParams | undefined {
  const [first, second] = args;
  const uri = uriIn(first);
  if (uri === undefined) {
    return undefined;
  }
  const fields = record(first) ?? {};
  const qualname = fields["qualname"] ?? second;
  const at = position(fields["position"]) ?? position(second);
  return {
    textDocument: { uri },
    ...(typeof qualname === "string" ? { qualname } : {}),
    ...(at === undefined ? {} : { position: at }),
  };
}
