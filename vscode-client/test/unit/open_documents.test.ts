import assert from "node:assert/strict";
import { test } from "node:test";

import { OpenDocuments } from "../../src/open_documents";

const never = new Promise<void>(() => undefined);

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((wake) => setImmediate(wake));
  return settled;
}

test("a question about a document waits until the server knows it", async () => {
  const documents = new OpenDocuments();
  const first = documents.whenOpen("file:///a.py", never);
  const second = documents.whenOpen("file:///a.py", never);
  documents.opened("file:///b.py");
  assert.equal(await isSettled(first), false);
  documents.opened("file:///a.py");
  await Promise.all([first, second, documents.whenOpen("file:///a.py", never)]);
});

test("closing forgets, and giving up ends the wait", async () => {
  const documents = new OpenDocuments();
  documents.opened("file:///a.py");
  documents.closed("file:///a.py");
  assert.equal(await isSettled(documents.whenOpen("file:///a.py", never)), false);
  await documents.whenOpen("file:///a.py", Promise.resolve());
});
