/** The "Graph" tab: what is folded, the layout of it, and the view on that. */

import { FOLD_ABOVE, groupsOf, initiallyOpen, type Item, pathTo, representatives, treeOf } from "../graph/collapse";
import { diagramOf } from "../graph/diagram";
import { type Measure, sizesOf } from "../graph/layout";
import { nodeCount, type Picture, pictureOf, typeText } from "../graph/model";
import { hits, searchText } from "../graph/search";
import type { TraceResult } from "../protocol";
import { type Engine, type Layouter, LayoutReplaced } from "./layouter";
import { MOST_EDGES } from "./scene";
import { View } from "./view";

export interface PictureEvents {
  readonly reveal: (id: string) => void;
  readonly say: (text: string) => void;
}

const WORDS: Record<Engine, string> = {
  graphviz: "",
  rows: "Many nodes: they stand in rows, in the order of the program. Fold them for a finer layout.",
  "rows in time": "Graphviz took too long: the nodes stand in rows, in the order of the program.",
};

/** The widths of texts in the font that the picture is written in. */
function measureIn(container: HTMLElement): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const { fontFamily } = getComputedStyle(container);
  return (text, size) => {
    if (context === null) {
      return text.length * size;
    }
    context.font = `${String(size)}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

export class PictureTab {
  public view: View | undefined;
  private readonly picture: Picture;
  private readonly trees: readonly (readonly Item[])[];
  private readonly texts: ReadonlyMap<string, string>;
  private open: Set<string>;
  private lit: readonly string[] = [];
  private found: readonly string[] = [];
  private current = -1;

  public constructor(
    private readonly container: HTMLElement,
    result: TraceResult,
    private readonly layouter: Layouter,
    private readonly events: PictureEvents,
  ) {
    this.picture = pictureOf(result);
    const fold = nodeCount(this.picture) > FOLD_ABOVE;
    this.trees = this.picture.graphs.map((graph, index) => treeOf(graph, index, fold));
    this.open = initiallyOpen(this.trees);
    this.texts = searchText(this.picture);
  }

  public async draw(keep?: string): Promise<void> {
    const begin = performance.now();
    if (nodeCount(this.picture) === 0 && this.picture.cuts.length === 0) {
      this.events.say("Nothing was captured.");
      this.container.replaceChildren();
      return;
    }
    const diagram = diagramOf(this.picture, { open: this.open, trees: this.trees });
    this.events.say(`laying out ${String(diagram.nodes.length)} nodes…`);
    try {
      const { layout, engine } = await this.layouter.layout(diagram, sizesOf(diagram, measureIn(this.container)));
      const laid = Math.round(performance.now() - begin);
      const tips = this.tips();
      this.view = new View(this.container, diagram, layout, (id) => tips.get(id) ?? id, {
        click: (id) => {
          this.clicked(id);
        },
      });
      this.view.start();
      this.mark();
      if (keep !== undefined) {
        this.view.center(keep);
      }
      const many =
        diagram.edges.length > MOST_EDGES ? " Where there are very many lines, the longest are left out." : "";
      this.events.say(`${WORDS[engine]}${many}`.trim());
      this.measured({ nodes: diagram.nodes.length, engine, laid }, begin);
    } catch (error) {
      if (!(error instanceof LayoutReplaced)) {
        this.events.say(`The layout failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  public light(ids: readonly string[]): void {
    this.lit = ids;
    this.mark();
    const [first] = this.shown(ids);
    if (first !== undefined) {
      this.view?.center(first);
    }
  }

  /** Marks what matches, and says how many; the next call of `step` goes to the first. */
  public search(query: string): string {
    this.found = hits(this.texts, query);
    this.current = -1;
    this.mark();
    return query.trim() === "" ? "" : String(this.found.length);
  }

  /** To the next hit, unfolding what hides it. */
  public async step(by: 1 | -1): Promise<string> {
    if (this.found.length === 0) {
      return "0";
    }
    this.current = (this.current + by + this.found.length) % this.found.length;
    const id = this.found[this.current] ?? "";
    const closed = pathTo(this.trees, id).filter((group) => !this.open.has(group));
    if (closed.length > 0) {
      closed.forEach((group) => this.open.add(group));
      await this.draw(id);
    }
    this.mark();
    this.view?.center(id);
    return `${String(this.current + 1)} of ${String(this.found.length)}`;
  }

  public async unfoldAll(): Promise<void> {
    this.open = new Set(this.trees.flatMap((tree) => groupsOf(tree)).map((group) => group.id));
    await this.draw();
  }

  public async fold(): Promise<void> {
    this.open = new Set();
    await this.draw();
  }

  /** Notes on the page what was drawn and when it was seen: two frames later, what was added is on the screen. */
  private measured(facts: Readonly<Record<string, string | number>>, begin: number): void {
    const seen = (): void => {
      Object.assign(this.container.dataset, facts, { drawn: String(Math.round(performance.now() - begin)) });
    };
    requestAnimationFrame(() => requestAnimationFrame(seen));
  }

  private clicked(id: string): void {
    const isGroup = this.trees.flatMap((tree) => groupsOf(tree)).some((group) => group.id === id);
    if (!isGroup) {
      this.events.reveal(id);
      return;
    }
    if (!this.open.delete(id)) {
      this.open.add(id);
    }
    void this.draw(id);
  }

  private shown(ids: readonly string[]): string[] {
    const drawn = representatives(this.trees, this.open);
    return [...new Set(ids.map((id) => drawn.get(id) ?? id))];
  }

  private mark(): void {
    this.view?.mark("lit", this.shown(this.lit));
    this.view?.mark("hit", this.shown(this.found));
    const current = this.found[this.current];
    this.view?.mark("current", current === undefined ? [] : this.shown([current]));
  }

  private tips(): Map<string, string> {
    const nodes = this.picture.graphs
      .flat()
      .map(({ id, node }): [string, string] => [
        id,
        [`${node.op} ${node.target}`, typeText(node), node.module_path].filter((line) => line !== "").join("\n"),
      ]);
    const groups = this.trees
      .flatMap((tree) => groupsOf(tree))
      .map((group): [string, string] => [group.id, `${group.label}: ${String(group.size)} nodes`]);
    const cuts = this.picture.cuts.map(({ id, finding }): [string, string] => [
      id,
      `${finding.code}: ${finding.message}`,
    ]);
    return new Map([...nodes, ...groups, ...cuts]);
  }
}
