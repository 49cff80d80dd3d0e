/** The language status item: what fullgraph is doing, and why it may be silent. */

import * as vscode from "vscode";

import { PYTHON_DOCUMENTS } from "./documents";
import { type Phase, type StatusText, statusText } from "./status_text";
import { isTrusted } from "./trust";

const SEVERITY = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("fullgraph.status", [...PYTHON_DOCUMENTS]);
  private readonly changed = new vscode.EventEmitter<StatusText>();
  public readonly onDidChange = this.changed.event;
  private now: Phase = { kind: "starting" };

  public constructor() {
    this.item.name = "fullgraph";
    this.draw();
  }

  public get phase(): Phase {
    return this.now;
  }

  public get text(): StatusText {
    return statusText(this.now, isTrusted());
  }

  public set(phase: Phase): void {
    this.now = phase;
    this.draw();
  }

  public dispose(): void {
    this.item.dispose();
    this.changed.dispose();
  }

  private draw(): void {
    const text = this.text;
    this.item.text = text.text;
    this.item.detail = text.detail;
    this.item.busy = text.busy;
    this.item.command = isTrusted()
      ? { command: "fullgraph.showLogs", title: "Show Logs" }
      : { command: "workbench.trust.manage", title: "Manage Workspace Trust" };
    this.item.severity = SEVERITY[text.severity];
    this.changed.fire(text);
  }
}
