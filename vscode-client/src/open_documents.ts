/**
 * Which documents the server has been told of. A client that starts while documents are open may ask for their
 * diagnostics before it says that they are open, is answered "none", and does not ask again: vscode-languageclient
 * 10.1 pulls for open documents at once, sends `didOpen` beside that, and skips the pull that would follow the latter.
 */

export class OpenDocuments {
  private readonly known = new Set<string>();
  private readonly waiting = new Map<string, (() => void)[]>();

  public opened(uri: string): void {
    this.known.add(uri);
    this.waiting.get(uri)?.forEach((wake) => {
      wake();
    });
    this.waiting.delete(uri);
  }

  public closed(uri: string): void {
    this.known.delete(uri);
  }

  /** Resolves once the server knows the document, or when `given up` does: whichever comes first. */
  public whenOpen(uri: string, givenUp: Promise<void>): Promise<void> {
    if (this.known.has(uri)) {
      return Promise.resolve();
    }
    const open = new Promise<void>((resolve) => {
      this.waiting.set(uri, [...(this.waiting.get(uri) ?? []), resolve]);
    });
    return Promise.race([open, givenUp]);
  }
}
