// What goes on while the server is under load: zones are edited, a backend comes and goes, pages and memory are looked at.
import { setTimeout as pause } from 'node:timers/promises';
import { residentKb } from '../load/process-memory.js';
import type { Server } from '../serve/server.js';
import { ask } from '../stalls/ask.js';
import type { SoakSite } from './site.js';

const SMALL_EDIT_MS = 5000;
const LARGE_EDIT_MS = 10_000;
const FLAP_MS = 15_000;
const LOOK_MS = 5000;
const EDIT_LIMIT_MS = 60_000;
const ASK_LIMIT_MS = 200;
const PAGE_LIMIT_MS = 10_000;

/** The metrics as text. */
export async function scrape(port: number): Promise<string> {
  const signal = AbortSignal.timeout(PAGE_LIMIT_MS);
  return (await fetch(`http://127.0.0.1:${port}/metrics`, { signal })).text();
}

/** Stirs a site and its server until it is stopped. */
export class Stir {
  /** Megabytes, from the start on. */
  readonly residentMb: number[] = [];
  /** Why something could not be done. */
  readonly troubles: string[] = [];
  /** From each edit of the large zone until it was served. */
  readonly editSeconds: number[] = [];
  edits = 0;
  #isStopped = false;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[];

  constructor(server: Server, site: SoakSite) {
    this.#loops = [
      this.#every(LOOK_MS, async () => {
        this.residentMb.push(residentKb([server.pid]) / 1024);
        await scrape(site.adminPort);
      }),
      this.#every(SMALL_EDIT_MS, async () => {
        site.edit();
        this.edits++;
      }),
      this.#every(FLAP_MS, () => site.flap()),
      this.#every(LARGE_EDIT_MS, () => this.#editLarge(site, server.port)),
    ];
  }

  /** Does something again and again; its troubles are kept. */
  async #every(everyMs: number, act: () => Promise<void>): Promise<void> {
    for (;;) {
      await pause(everyMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#isStopped) return;
      await act().catch((error: Error) => this.troubles.push(error.message));
    }
  }

  async #editLarge(site: SoakSite, port: number): Promise<void> {
    const name = site.addRecord();
    this.edits++;
    const began = performance.now();
    while (!(await ask(port, name, ASK_LIMIT_MS))) {
      if (this.#isStopped) return;
      if (performance.now() - began > EDIT_LIMIT_MS) throw new Error(`${name} was not served in time`);
      await pause(20);
    }
    this.editSeconds.push((performance.now() - began) / 1000);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stop.abort();
    await Promise.all(this.#loops);
  }
}
