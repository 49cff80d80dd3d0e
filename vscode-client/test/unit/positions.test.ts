import assert from "node:assert/strict";
import { test } from "node:test";

import { type EditorRange, editorRange, innermost, moved } from "../../src/graph/positions";

function range(line: number, character: number, endLine: number, endCharacter: number): EditorRange {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

test("columns count characters, the editor's count UTF-16 units", () => {
  const lines = ["", "🔥 = 𝒇(x)"];
  const span = { filename: "a", location: { row: 2, column: 5 }, end_location: { row: 2, column: 9 } };
  const found = editorRange(span, (line) => lines[line] ?? "");
  assert.deepEqual(found, range(1, 5, 1, 10));
  assert.equal(lines[1]?.slice(found.start.character, found.end.character), "𝒇(x)");
});

test("a span beyond the end of the text does not throw", () => {
  const span = { filename: "a", location: { row: 9, column: 9 }, end_location: { row: 9, column: 12 } };
  assert.deepEqual(
    editorRange(span, () => ""),
    range(8, 0, 8, 0),
  );
});

test("ranges move with the text", () => {
  const here = range(5, 4, 5, 8);
  assert.deepEqual(moved(here, { range: range(2, 0, 2, 0), text: "a\nb\n" }), range(7, 4, 7, 8));
  assert.deepEqual(moved(here, { range: range(2, 0, 4, 0), text: "" }), range(3, 4, 3, 8));
  assert.deepEqual(moved(here, { range: range(5, 0, 5, 2), text: "xyz" }), range(5, 5, 5, 9));
  assert.deepEqual(moved(here, { range: range(5, 0, 5, 2), text: "x\r\nyz" }), range(6, 4, 6, 8));
  assert.deepEqual(moved(here, { range: range(5, 8, 6, 0), text: "" }), here);
  assert.deepEqual(moved(range(5, 4, 7, 1), { range: range(5, 0, 5, 4), text: "" }), range(5, 0, 7, 1));
});

test("an edit inside a range ends it", () => {
  assert.equal(moved(range(5, 4, 5, 8), { range: range(5, 5, 5, 6), text: "x" }), undefined);
  assert.equal(moved(range(5, 4, 5, 8), { range: range(4, 0, 5, 5), text: "" }), undefined);
});

test("the innermost ranges are found, all of them where several are the same", () => {
  const items = [
    { id: "outer", range: range(1, 0, 1, 20) },
    { id: "a", range: range(1, 4, 1, 9) },
    { id: "b", range: range(1, 4, 1, 9) },
    { id: "block", range: range(0, 0, 9, 0) },
  ];
  assert.deepEqual(
    innermost(items, { line: 1, character: 5 }).map((item) => item.id),
    ["a", "b"],
  );
  assert.deepEqual(innermost(items, { line: 20, character: 0 }), []);
});
