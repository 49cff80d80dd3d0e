/** The "Graph" tab: what is folded, the layout of it, and the view on that. */

import { FOLD_ABOVE, groupsOf, initiallyOpen, type Item, pathTo, representatives, treeOf } from "../graph/collapse";
import { toDot } from "../graph/dot";
import { nodeCount, type Picture, pictureOf, typeText } from "../graph/model";
import { hits, searchText } from "../graph/search";
import type { TraceResult } from "../protocol";
import { type Layouter, LayoutReplaced } from "./layout";
import { View } from "./view";

export interface PictureEvents {
  readonly reveal: (id: string) => void;
  readonly say: (text: string) => void;
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
    const nodes = nodeCount(this.picture);
    if (nodes === 0 && this.picture.cuts.length === 0) {
      this.events.say("Nothing was captured.");
      this.container.replaceChildren();
      return;
    }
    this.events.say(`laying out ${String(nodes)} nodes…`);
    try {
      const drawn = await this.layouter.layout(toDot(this.picture, { open: this.open, trees: this.trees }));
      this.view = new View(this.container, drawn.svg, this.tips(), {
        click: (id) => {
          this.clicked(id);
        },
      });
      this.view.start();
      this.mark();
      if (keep !== undefined) {
        this.view.center(keep);
      }
      this.events.say("");
      this.container.dataset["layout"] = String(Math.round(drawn.milliseconds));
      this.container.dataset["drawn"] = String(Math.round(performance.now() - begin));
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
