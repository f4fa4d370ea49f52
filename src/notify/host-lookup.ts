// Looks hosts up by the resolver of the system, one at a time: each lookup takes a thread that files need, too, and may take long.
import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Limiter } from '../time/limiter.js';

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Lookups that may wait for the one under way. */
const MAX_WAITING = 64;

const bySystem: Resolve = host => systemLookup(host, { all: true });

export class HostLookup {
  readonly #resolve: Resolve;
  readonly #limiter = new Limiter(1);

  constructor(resolve: Resolve = bySystem) {
    this.#resolve = resolve;
  }

  /**
   * Waits for its turn. A lookup cannot be broken off: who has a deadline stops waiting.
   * @param isWanted asked when its turn has come
   * @throws Error when the host is not found, or others wait already
   */
  async addresses(host: string, isWanted: () => boolean): Promise<readonly LookupAddress[]> {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    if (this.#limiter.waiting >= MAX_WAITING) throw new Error('too many lookups of hosts have not ended');
    return await this.#limiter.run(async () => (isWanted() ? await this.#resolve(host) : []));
  }
}

/** Why a host was not found, for a person. */
export function lookupFault(host: string, error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND') return `there is no host ${host}`;
  if (code === 'EAI_AGAIN') return `the resolver of this machine does not answer for ${host}`;
  return `cannot look up ${host}: ${code ?? error.message}`;
}
