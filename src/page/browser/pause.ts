// Rests between the times that something is asked for, for as long as somebody looks at the page.
import { onToken } from './session.js';

/** Waits; ends early when it is given up. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** Resolves when the page can be seen. */
function seen(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (!document.hidden || signal.aborted) return resolve();
    const end = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', end);
      resolve();
    };
    document.addEventListener('visibilitychange', end);
    signal.addEventListener('abort', end);
  });
}

export class Rests {
  #rest = new AbortController();

  constructor() {
    onToken(() => this.#rest.abort());
  }

  /** Waits, and then until the page can be seen; ends early when there is another token. */
  async rest(ms: number): Promise<void> {
    this.#rest = new AbortController();
    const { signal } = this.#rest;
    await pause(ms, signal);
    await seen(signal);
  }
}
