/** Text that came from user code, made harmless for the language it is put into. */

// Control characters and lone surrogates are legal in neither DOT strings nor XML, whatever they are escaped as.
const CONTROL = /[\p{Cc}\p{Cs}\u{fffe}\u{ffff}]/gu;
const ALLOWED = new Set(["\t", "\n", "\r"]);

export function withoutControls(text: string): string {
  return text.replace(CONTROL, (character) => (ALLOWED.has(character) ? character : "\ufffd"));
}

/**
 * An identifier that means the same in DOT and in the SVG made of it. Distinct texts stay distinct: what either
 * language would read (quotes, backslashes, entities, white space) is percent-encoded.
 */
export function safeId(text: string): string {
  return withoutControls(text).replaceAll(/[%"\\&<>\s]/gu, (character) => encodeURIComponent(character));
}

export function dotId(text: string): string {
  return `"${safeId(text)}"`;
}

/**
 * A DOT label. Graphviz reads escapes (`\n`, `\l`, `\N` ...) and HTML entities inside labels, so `\` and `&` are
 * escaped as well as `"`; https://graphviz.org/docs/attr-types/escString/
 */
export function dotLabel(text: string): string {
  const safe = withoutControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\t", " ")
    .replaceAll(/\r\n?|\n/g, "\\n");
  return `"${safe}"`;
}

/** HTML text or a quoted attribute. */
export function html(text: string): string {
  return withoutControls(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Breaks text into lines of at most so many characters, between words where there are any. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > width && line !== "") {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join("\n");
}

/** Cuts long text at its end, by characters and not by UTF-16 units. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** Cuts a long name in its middle: what tells `…_0_mix_weight` from `…_0_mix_bias` is at the end. */
export function shortenName(text: string, limit: number): string {
  const characters = Array.from(text);
  if (characters.length <= limit) {
    return text;
  }
  const head = Math.floor((limit - 1) / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (limit - 1 - head)).join("")}`;
}
