/** When to start a server again that ended by itself: at once, then ever later, and from the start after a calm spell. */

export interface BackoffOptions {
  readonly firstDelay: number;
  readonly maxDelay: number;
  /** A server that lived this long had nothing to do with the crashes before it. */
  readonly calm: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = { firstDelay: 500, maxDelay: 60_000, calm: 180_000 };

export class Backoff {
  private failures = 0;

  public constructor(private readonly options: BackoffOptions = DEFAULT_BACKOFF) {}

  /** Milliseconds to wait before the next start, given how long the server lived. */
  public next(lived: number): number {
    if (lived >= this.options.calm) {
      this.failures = 0;
    }
    const delay = Math.min(this.options.maxDelay, this.options.firstDelay * 2 ** this.failures);
    this.failures += 1;
    return delay;
  }

  public get attempts(): number {
    return this.failures;
  }

  public reset(): void {
    this.failures = 0;
  }
}
