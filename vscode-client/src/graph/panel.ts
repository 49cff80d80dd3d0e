/** The graph panel, seen from the extension: one webview, linked both ways with the editor. */

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

import type { GraphParams, TraceResult } from "../protocol";
import { exportDot, type ExportFormat, exportPython, fileNameFor } from "./exporter";
import { page } from "./html";
import { Links } from "./links";
import { type FromPanel, type PanelState, readFromPanel, type ToPanel } from "./messages";

export const VIEW_TYPE = "fullgraph.graph";
const FILTERS: Record<ExportFormat, [string, string[]]> = {
  svg: ["SVG", ["svg"]],
  dot: ["Graphviz", ["dot", "gv"]],
  py: ["Python", ["py"]],
};

export type RequestGraph = (params: GraphParams, token?: vscode.CancellationToken) => Promise<TraceResult>;

export class GraphPanel implements vscode.Disposable {
  private readonly links = new Links();
  private readonly parts: vscode.Disposable[] = [];
  private result: TraceResult | undefined;
  private params: GraphParams | undefined;
  private last: ToPanel | undefined;
  private turn = 0;

  public constructor(
    private readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    private readonly request: RequestGraph,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, "dist")] };
    this.parts.push(
      webview.onDidReceiveMessage((message: unknown) => this.receive(readFromPanel(message))),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        this.light(event.textEditor);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.edited(event);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.links.stale && document.uri.toString() === this.params?.textDocument.uri) {
          void this.open(this.params);
        }
      }),
    );
    const dist = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
    webview.html = page({
      nonce: randomBytes(16).toString("base64url"),
      cspSource: webview.cspSource,
      script: dist("webview.js"),
      style: dist("panel.css"),
    });
  }

  public static create(extension: vscode.Uri, request: RequestGraph, log: vscode.LogOutputChannel): GraphPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, "Graph", column, { enableFindWidget: false });
    return new GraphPanel(panel, extension, request, log);
  }

  public get onDidDispose(): vscode.Event<void> {
    return this.panel.onDidDispose;
  }

  public reveal(): void {
    this.panel.reveal(undefined, true);
  }

  public dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }

  /** Asks for a function's graph and shows it. A later call wins over an earlier one that is still under way. */
  public async open(params: GraphParams, token?: vscode.CancellationToken): Promise<TraceResult | undefined> {
    this.params = params;
    const turn = ++this.turn;
    this.post({ type: "busy", message: "tracing…" });
    try {
      // The server answers for open documents; after a reload this one may be in no tab.
      await vscode.workspace.openTextDocument(vscode.Uri.parse(params.textDocument.uri));
      const result = await this.request(params, token);
      if (turn === this.turn) {
        await this.show(result, params);
      }
      return result;
    } catch (error) {
      if (turn === this.turn) {
        const message = error instanceof Error ? error.message : String(error);
        this.log.warn(`graph: ${message}`);
        this.post({ type: "failed", message });
      }
      return undefined;
    }
  }

  public async show(result: TraceResult, params: GraphParams): Promise<void> {
    this.result = result;
    this.params = params;
    await this.links.show(result, vscode.Uri.parse(params.textDocument.uri));
    const name = params.qualname ?? result.function.split("::").at(-1) ?? result.function;
    this.panel.title = `Graph: ${name}`;
    const state: PanelState = { uri: params.textDocument.uri, qualname: params.qualname ?? name };
    this.post({ type: "show", result, state });
    this.post({ type: "stale", stale: this.links.stale });
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) {
      this.light(editor);
    }
  }

  private post(message: ToPanel): void {
    if (message.type === "show" || message.type === "busy" || message.type === "failed") {
      this.last = message;
    }
    void this.panel.webview.postMessage(message);
  }

  private light(editor: vscode.TextEditor): void {
    const ids = this.links.at(editor.document.uri.toString(), editor.selection.active);
    this.post({ type: "light", ids });
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const before = this.links.stale;
    this.links.edit(event, this.params?.textDocument.uri ?? "");
    if (this.links.stale !== before) {
      this.post({ type: "stale", stale: this.links.stale });
    }
  }

  private async receive(message: FromPanel | undefined): Promise<void> {
    switch (message?.type) {
      case "ready":
        if (this.last !== undefined) {
          this.post(this.last);
        }
        this.post({ type: "stale", stale: this.links.stale });
        return;
      case "reveal":
        await this.revealSource(message.id);
        return;
      case "open":
        await vscode.env.openExternal(vscode.Uri.parse(message.url, true));
        return;
      case "export":
        await this.export(message.format, message.svg);
        return;
      case undefined:
        this.log.warn("the panel sent a message that is none of its own");
    }
  }

  private async revealSource(id: string): Promise<void> {
    const linked = this.links.find(id);
    if (linked === undefined) {
      vscode.window.setStatusBarMessage("fullgraph: this node has no place in the source", 3_000);
      return;
    }
    const { start, end } = linked.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    const uri = vscode.Uri.parse(linked.uri);
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === linked.uri);
    await vscode.window.showTextDocument(uri, { selection, viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One });
  }

  /** Saves to a file of the user's choice. */
  private async export(format: ExportFormat, svg: string | undefined): Promise<void> {
    const text = this.result && this.exported(this.result, format, svg);
    if (this.result === undefined || text === undefined || this.params === undefined) {
      return;
    }
    const folder = vscode.Uri.joinPath(vscode.Uri.parse(this.params.textDocument.uri), "..");
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(folder, fileNameFor(this.result, format)),
      filters: Object.fromEntries([FILTERS[format]]),
    });
    if (target !== undefined) {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    }
  }

  private exported(result: TraceResult, format: ExportFormat, svg: string | undefined): string | undefined {
    return format === "svg" ? svg : format === "dot" ? exportDot(result) : exportPython(result);
  }
}
