import assert from "node:assert/strict";
import { test } from "node:test";

import { Graphviz } from "@hpcc-js/wasm-graphviz";

import { exportDot } from "../../src/graph/exporter";
import { dotLabel, html, safeId, shorten, wrap } from "../../src/graph/escape";
import { contentSecurityPolicy, page } from "../../src/graph/html";
import { finding, node, trace } from "./made";

const NASTY = [
  `"]; evil [label="x`,
  "back\\slash\\",
  "\\N \\G \\n",
  "&lt;b&gt; & &amp;",
  "<img src=x onerror=alert(1)>",
  "two\nlines\r\nand\rthree",
  "nul\u0000 bell\u0007 \ud800 lone",
  "]]> <!-- -->",
  "emoji 🔥 and 中文",
];

test("ids are distinct for distinct texts and carry nothing that DOT or SVG would read", () => {
  const ids = [...NASTY, "a b", "a%20b", "a'b", 'a"b'].map(safeId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.doesNotMatch(id, /["\\&<>\s]/);
  }
});

test("what Graphviz draws is the text itself, whatever it holds", async () => {
  const graphviz = await Graphviz.load();
  for (const text of NASTY) {
    const svg = graphviz.layout(`digraph { a [label=${dotLabel(text)}] }`, "svg", "dot");
    const drawn = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => decode(match[1] ?? ""));
    const lines = text
      .replaceAll(/[\u0000\u0007\ud800]/g, "\ufffd") // eslint-disable-line no-control-regex
      .split(/\r\n?|\n/);
    assert.deepEqual(
      drawn.map((line) => line.replaceAll("\u00a0", " ").trim()),
      lines.map((line) => line.trim()),
    );
  }
});

test("a trace full of nasty names gives one graph with as many nodes as it has", async () => {
  const graphviz = await Graphviz.load();
  const nodes = NASTY.map((text, index) =>
    node(text, index === 0 ? [] : [NASTY[index - 1] ?? ""], { target: text, module_path: `m.${text}`, dtype: text }),
  );
  const dot = exportDot(trace([nodes], [finding("FG101", { message: NASTY.join(" ") })]));
  const svg = graphviz.layout(dot, "svg", "dot");
  assert.equal([...svg.matchAll(/class="node call_function"/g)].length, NASTY.length);
  assert.equal([...svg.matchAll(/class="edge"/g)].length, NASTY.length - 1);
  assert.doesNotMatch(svg, /<img|evil"/);
});

test("html", () => {
  assert.equal(html(`<a href='x' title="y">&</a>`), "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;&lt;/a&gt;");
});

test("shortening counts characters, not UTF-16 units", () => {
  assert.equal(shorten("🔥🔥🔥", 3), "🔥🔥🔥");
  assert.equal(shorten("🔥🔥🔥🔥", 3), "🔥🔥…");
});

test("wrapping keeps every word, in lines that are short enough where words are", () => {
  const text = "which way this goes depends on a tensor's data averyveryverylongword end";
  assert.equal(wrap(text, 16).replaceAll("\n", " "), text);
  assert.ok(
    wrap(text, 16)
      .split("\n")
      .every((line) => line.length <= 16 || !line.includes(" ")),
  );
});

test("the page's policy allows nonce'd scripts, WebAssembly and nothing inline", () => {
  const policy = contentSecurityPolicy({ nonce: "N", cspSource: "https://source" });
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'nonce-N' 'wasm-unsafe-eval'(;|$)/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
  const text = page({ nonce: "N", cspSource: "https://source", script: `s"><script>`, style: "t" });
  assert.doesNotMatch(text, /"><script>/);
  assert.equal([...text.matchAll(/<script /g)].length, 1);
  assert.doesNotMatch(text, / on[a-z]+=| style=/);
});

function decode(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
