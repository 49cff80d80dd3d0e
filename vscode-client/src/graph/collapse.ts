/**
 * Large graphs, folded by module path. A group is a *run* of consecutive nodes below one module path: FX nodes are in
 * topological order, so runs never form a cycle with what lies between them, and a module that is called twice is
 * two groups, as it should be. What has no module path is folded into runs of fixed length.
 */

import { shortenName } from "./escape";
import type { Leaf } from "./model";

export interface Group {
  readonly kind: "group";
  readonly id: string;
  readonly graph: number;
  /** The module path, or "" for a run of nodes that belong to none. */
  readonly path: string;
  readonly label: string;
  /** Whether a box is drawn around it when it is open; inputs stand where they are needed. */
  readonly boxed: boolean;
  readonly children: readonly Item[];
  readonly size: number;
}

export type Item = Leaf | Group;

/** Above this many nodes the picture starts folded. */
export const FOLD_ABOVE = 500;
/** Unfolding by itself stops here: fewer nodes than could be drawn, so that the first picture is quick. */
export const OPEN_UP_TO = 150;
const LOOSE_RUN = 40;
const END = 18;

function parts(leaf: Leaf): readonly string[] {
  return leaf.node.module_path === "" ? [] : leaf.node.module_path.split(".");
}

function isBoundary(leaf: Leaf): boolean {
  return leaf.node.op === "placeholder" || leaf.node.op === "output";
}

function group(graph: number, path: string, label: string, children: readonly Item[], first: Leaf): Group {
  const size = children.reduce((sum, child) => sum + (child.kind === "leaf" ? 1 : child.size), 0);
  const boxed = !isBoundary(first);
  return { kind: "group", id: `${first.id}|${path}|${String(size)}`, graph, path, label, boxed, children, size };
}

/** Splits where `key` changes. */
function runs<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const found: T[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const now = key(item);
    if (now !== last || found.length === 0) {
      found.push([]);
    }
    found.at(-1)?.push(item);
    last = now;
  }
  return found;
}

function byModule(leaves: readonly Leaf[], depth: number, graph: number): Item[] {
  return runs(leaves, (leaf) => parts(leaf)[depth] ?? "").flatMap((run): Item[] => {
    const [first] = run;
    const name = first === undefined ? undefined : parts(first)[depth];
    if (first === undefined || name === undefined || run.length === 1) {
      return run;
    }
    const path = parts(first)
      .slice(0, depth + 1)
      .join(".");
    return [group(graph, path, path, byModule(run, depth + 1, graph), first)];
  });
}

/** A group whose only child is a group says nothing that the inner one does not say. */
function unwrapped(item: Item): Item {
  if (item.kind === "leaf") {
    return item;
  }
  const [only] = item.children;
  return item.children.length === 1 && only?.kind === "group"
    ? unwrapped(only)
    : { ...item, children: item.children.map(unwrapped) };
}

/** Inputs and the output of a graph, and loose operations, in runs: one kind of run never swallows the other. */
function foldLoose(items: readonly Item[], graph: number): Item[] {
  const kindOf = (item: Item): string => (item.kind === "group" ? item.id : isBoundary(item) ? item.node.op : "loose");
  return runs(items, kindOf).flatMap((run): Item[] => {
    const loose = run.filter((item) => item.kind === "leaf");
    if (loose.length !== run.length || loose.length <= LOOSE_RUN) {
      return run;
    }
    const chunks: Item[] = [];
    for (let start = 0; start < loose.length; start += LOOSE_RUN) {
      const chunk = loose.slice(start, start + LOOSE_RUN);
      const first = chunk[0];
      const last = chunk.at(-1);
      if (first === undefined || last === undefined || chunk.length === 1) {
        chunks.push(...chunk);
        continue;
      }
      const what = isBoundary(first) ? "inputs" : "nodes";
      chunks.push(
        group(
          graph,
          "",
          `${what} ${shortenName(first.node.name, END)} … ${shortenName(last.node.name, END)}`,
          chunk,
          first,
        ),
      );
    }
    return chunks;
  });
}

/** The items of one graph at top level. Loose nodes are folded only where there are too many to show. */
export function treeOf(leaves: readonly Leaf[], graph: number, fold: boolean): readonly Item[] {
  const tree = byModule(leaves, 0, graph).map(unwrapped);
  return fold ? foldLoose(tree, graph) : tree;
}

export function groupsOf(items: readonly Item[]): Group[] {
  return items.flatMap((item) => (item.kind === "leaf" ? [] : [item, ...groupsOf(item.children)]));
}

/**
 * Which groups stand open at first: all where the nodes are few; else as many whole levels, outermost first, as keep
 * the picture below `OPEN_UP_TO`: layers that are alike look alike.
 */
export function initiallyOpen(trees: readonly (readonly Item[])[]): Set<string> {
  const all = trees.flatMap((tree) => groupsOf(tree));
  const total = trees.flat().reduce((sum, item) => sum + (item.kind === "leaf" ? 1 : item.size), 0);
  if (total <= FOLD_ABOVE) {
    return new Set(all.map((one) => one.id));
  }
  const open = new Set<string>();
  let visible = trees.reduce((sum, tree) => sum + tree.length, 0);
  // Runs of nodes that belong to no module, such as the inputs, say less the more of them are shown.
  const modules = (items: readonly Item[]): Group[] =>
    items.filter((item): item is Group => item.kind === "group" && item.path !== "");
  let level = modules(trees.flat());
  for (;;) {
    visible += level.reduce((sum, one) => sum + one.children.length - 1, 0);
    if (level.length === 0 || visible > OPEN_UP_TO) {
      return open;
    }
    level.forEach((one) => open.add(one.id));
    level = modules(level.flatMap((one) => one.children));
  }
}

/** Which drawn item stands for each node: itself, or the outermost closed group around it. */
export function representatives(trees: readonly (readonly Item[])[], open: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (item: Item, closed: string | undefined): void => {
    if (item.kind === "leaf") {
      found.set(item.id, closed ?? item.id);
      return;
    }
    const outer = closed ?? (open.has(item.id) ? undefined : item.id);
    item.children.forEach((child) => {
      visit(child, outer);
    });
  };
  trees.flat().forEach((item) => {
    visit(item, undefined);
  });
  return found;
}

/** The groups around a node, outermost first: open these and the node is seen. */
export function pathTo(trees: readonly (readonly Item[])[], leaf: string): string[] {
  const search = (items: readonly Item[]): string[] | undefined => {
    for (const item of items) {
      if (item.kind === "leaf") {
        if (item.id === leaf) {
          return [];
        }
        continue;
      }
      const inner = search(item.children);
      if (inner !== undefined) {
        return [item.id, ...inner];
      }
    }
    return undefined;
  };
  return search(trees.flat()) ?? [];
}
