/** The link between source and picture: which nodes a cursor lights, which range a node reveals, while text moves. */

import * as vscode from "vscode";

import type { TraceResult } from "../protocol";
import { pictureOf, placesOf } from "./model";
import { type EditorRange, editorRange, innermost, moved } from "./positions";

export interface Linked {
  readonly id: string;
  readonly uri: string;
  readonly range: EditorRange;
}

/** `linkedFrom` is the traced document: spans in it keep its scheme (a notebook cell, an untitled file). */
function uriOf(filename: string, linkedFrom: vscode.Uri): vscode.Uri {
  return linkedFrom.fsPath === filename || filename === "" ? linkedFrom : vscode.Uri.file(filename);
}

/** Whether the text has changed since it was traced; a cell's version is not its notebook's, which is what is told. */
function isOlder(result: TraceResult, document: vscode.TextDocument | undefined): boolean {
  const isFile = document?.uri.scheme === "file" || document?.uri.scheme === "untitled";
  return isFile && result.version !== undefined && result.version !== document.version;
}

export class Links {
  private items: Linked[] = [];
  private edited = false;

  /** Spans of documents that are not open yet are read when they are: an open is cheap, and only once a file. */
  public async show(result: TraceResult, traced: vscode.Uri): Promise<void> {
    const places = placesOf(pictureOf(result));
    const files = new Set(places.map((place) => place.span.filename));
    const documents = new Map<string, vscode.TextDocument>();
    for (const file of files) {
      try {
        documents.set(file, await vscode.workspace.openTextDocument(uriOf(file, traced)));
      } catch {
        continue; // frozen modules and generated code have no file: their nodes reveal nothing, and say so when clicked
      }
    }
    this.items = places.flatMap(({ id, span }) => {
      const document = documents.get(span.filename);
      if (document === undefined) {
        return [];
      }
      const lineText = (line: number): string => (line < document.lineCount ? document.lineAt(line).text : "");
      return [{ id, uri: document.uri.toString(), range: editorRange(span, lineText) }];
    });
    this.edited = isOlder(result, documents.get(traced.fsPath));
    if (this.edited) {
      this.items = []; // its places are those of a text that is gone
    }
  }

  public get stale(): boolean {
    return this.edited;
  }

  public edit(event: vscode.TextDocumentChangeEvent, traced: string): void {
    const uri = event.document.uri.toString();
    if (event.contentChanges.length === 0 || (uri !== traced && !this.items.some((item) => item.uri === uri))) {
      return;
    }
    this.edited = true;
    this.items = this.items.flatMap((item) => {
      if (item.uri !== uri) {
        return [item];
      }
      // VS Code gives the changes last first, so each one's range still holds when its turn comes.
      let range: EditorRange | undefined = item.range;
      for (const change of event.contentChanges) {
        range = range && moved(range, change);
      }
      return range === undefined ? [] : [{ ...item, range }];
    });
  }

  public at(uri: string, position: vscode.Position): string[] {
    return innermost(
      this.items.filter((item) => item.uri === uri),
      position,
    ).map((item) => item.id);
  }

  public find(id: string): Linked | undefined {
    return this.items.find((item) => item.id === id);
  }
}
