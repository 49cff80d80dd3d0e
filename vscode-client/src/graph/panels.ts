/** The one graph panel of a window: made on demand, used again while it is open, restored after a reload. */

import * as vscode from "vscode";

import type { GraphParams, TraceResult } from "../protocol";
import { GraphPanel, type RequestGraph, VIEW_TYPE } from "./panel";

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private current: GraphPanel | undefined;
  private readonly registration: vscode.Disposable;

  public constructor(
    private readonly extension: vscode.Uri,
    private readonly request: RequestGraph,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  public open(params: GraphParams, token?: vscode.CancellationToken): Promise<TraceResult | undefined> {
    return this.panel().open(params, token);
  }

  public async show(result: TraceResult, params: GraphParams): Promise<void> {
    await this.panel().show(result, params);
  }

  public async deserializeWebviewPanel(webview: vscode.WebviewPanel, state: unknown): Promise<void> {
    const panel = this.adopt(new GraphPanel(webview, this.extension, this.request, this.log));
    const { uri, qualname } = (state ?? {}) as Record<string, unknown>;
    if (typeof uri === "string") {
      await panel.open({ textDocument: { uri }, ...(typeof qualname === "string" ? { qualname } : {}) });
    }
  }

  public dispose(): void {
    this.current?.dispose();
    this.registration.dispose();
  }

  private panel(): GraphPanel {
    if (this.current !== undefined) {
      this.current.reveal();
      return this.current;
    }
    return this.adopt(GraphPanel.create(this.extension, this.request, this.log));
  }

  private adopt(panel: GraphPanel): GraphPanel {
    this.current?.dispose();
    this.current = panel;
    panel.onDidDispose(() => {
      panel.dispose();
      if (this.current === panel) {
        this.current = undefined;
      }
    });
    return panel;
  }
}
