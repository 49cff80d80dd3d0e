/** Which items a search text means: every word must occur in the name, operation, target, type or module path. */

import { type Picture, typeText } from "./model";

export function searchText(picture: Picture): Map<string, string> {
  const nodes = picture.graphs
    .flat()
    .map(({ id, node }): [string, string] => [
      id,
      [node.name, node.op, node.target, typeText(node), node.module_path].join("\n").toLowerCase(),
    ]);
  const cuts = picture.cuts.map(({ id, finding }): [string, string] => [
    id,
    [finding.code, finding.name, finding.message].join("\n").toLowerCase(),
  ]);
  return new Map([...nodes, ...cuts]);
}

export function hits(texts: ReadonlyMap<string, string>, query: string): string[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.length === 0
    ? []
    : [...texts].filter(([, text]) => words.every((word) => text.includes(word))).map(([id]) => id);
}
