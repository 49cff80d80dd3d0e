/**
 * From the wire's positions (rows and columns from 1, columns in characters) to the editor's (from 0, columns in
 * UTF-16 units), and along with the text as it is edited.
 */

import type { LspPosition, WirePosition, WireSpan } from "../protocol";

export interface EditorRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}

/** `lineText` gives the text of a line counted from 0, "" beyond the end. */
export type LineText = (line: number) => string;

function editorPosition(position: WirePosition, lineText: LineText): LspPosition {
  const line = position.row - 1;
  const before = Array.from(lineText(line))
    .slice(0, position.column - 1)
    .join("");
  return { line, character: before.length };
}

export function editorRange(span: WireSpan, lineText: LineText): EditorRange {
  return { start: editorPosition(span.location, lineText), end: editorPosition(span.end_location, lineText) };
}

export function compare(a: LspPosition, b: LspPosition): number {
  return a.line === b.line ? a.character - b.character : a.line - b.line;
}

export function contains(range: EditorRange, position: LspPosition): boolean {
  return compare(range.start, position) <= 0 && compare(position, range.end) <= 0;
}

export interface Change {
  readonly range: EditorRange;
  readonly text: string;
}

function shifted(position: LspPosition, change: Change): LspPosition {
  const lines = change.text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? "";
  const line = position.line + lines.length - 1 - (change.range.end.line - change.range.start.line);
  if (position.line !== change.range.end.line) {
    return { line, character: position.character };
  }
  const begin = lines.length === 1 ? change.range.start.character : 0;
  return { line, character: begin + last.length + position.character - change.range.end.character };
}

/**
 * Where a range is after an edit. An edit inside or across it makes it undefined: what stood there has changed, and
 * to point at it would be a lie.
 */
export function moved(range: EditorRange, change: Change): EditorRange | undefined {
  if (compare(range.end, change.range.start) <= 0) {
    return range;
  }
  if (compare(change.range.end, range.start) <= 0) {
    return { start: shifted(range.start, change), end: shifted(range.end, change) };
  }
  return undefined;
}

function extent(range: EditorRange): readonly [number, number] {
  return [range.end.line - range.start.line, range.end.character - range.start.character];
}

/** The items whose range is the smallest one around the position (several nodes can come from one expression). */
export function innermost<T extends { readonly range: EditorRange }>(items: readonly T[], position: LspPosition): T[] {
  const around = items.filter((item) => contains(item.range, position));
  const sizes = around.map((item) => extent(item.range));
  const best = [...sizes].sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];
  return best === undefined
    ? []
    : around.filter((_item, index) => sizes[index]?.[0] === best[0] && sizes[index][1] === best[1]);
}
