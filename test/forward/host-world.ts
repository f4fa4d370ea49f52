// Names whose records are known here, for tests of what this server looks up for itself.
import { type Answer, decode, encode } from 'dns-packet';
import type { HostState, Wanted } from '../../src/discover/names.js';
import { askName } from '../../src/forward/ask-name.js';
import { HostResolver, type ResolverRules } from '../../src/forward/host-resolver.js';
import { FakeClock } from '../support/fake-clock.js';

export type Failed = 'SERVFAIL' | 'NXDOMAIN';

/** What is answered by `NAME TYPE`: records, or a response code; nothing else has records. */
export type Known = Record<string, readonly unknown[] | Failed>;

export const RULES: ResolverRules = {
  leastMs: 1_000,
  mostMs: 3_600_000,
  addresses: 8,
  services: 4,
  allowsLoopback: false,
};

const RCODES = { SERVFAIL: 2, NXDOMAIN: 3 } as const;

export class HostWorld {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly changes: string[] = [];
  known: Known = {};
  ttlSeconds = 300;
  readonly resolver: HostResolver;

  constructor(rules: Partial<ResolverRules> = {}) {
    const forward = (query: Uint8Array) => Promise.resolve(this.#answer(Buffer.from(query)));
    this.resolver = new HostResolver({
      clock: this.clock,
      rules: () => ({ ...RULES, ...rules }),
      ask: (name, type) => askName({ forward }, name, type, []),
      onChange: (state: HostState, areNew) => this.changes.push(textOf(state, areNew)),
    });
  }

  #answer(message: Buffer): Uint8Array {
    const query = decode(message);
    const [{ name, type }] = query.questions!;
    this.asked.push(`${name} ${type}`);
    const { answers, rcode } = this.#find(name, type);
    const { questions, id } = query;
    return encode({ type: 'response', id, flags: 0x180 | rcode, questions, answers });
  }

  /** As an authoritative server: an alias may stand alone. */
  #find(first: string, type: string): { answers: Answer[]; rcode: number } {
    const answers: Answer[] = [];
    const add = (of: string, name: string, data: readonly unknown[]) =>
      answers.push(...data.map(each => ({ type: of, name, ttl: this.ttlSeconds, data: each }) as Answer));
    for (let name = first; ; ) {
      const found = this.known[`${name} ${type}`] ?? [];
      if (typeof found === 'string') return { answers, rcode: RCODES[found] };
      add(type, name, found);
      const alias = this.known[`${name} CNAME`];
      if (alias === undefined || typeof alias === 'string' || answers.length > 20)
        return { answers, rcode: 0 };
      add('CNAME', name, alias);
      name = alias[0] as string;
      if (!name.endsWith('.example')) return { answers, rcode: 0 };
    }
  }

  follow(...names: readonly (string | Wanted)[]): void {
    this.resolver.follow(
      names.map(each => (typeof each === 'string' ? { name: each, kind: 'addresses' } : each)),
    );
  }

  /** The addresses of the only name. */
  get addresses(): string[] {
    return this.resolver.states[0].found.map(({ address }) => address);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  }
}

function textOf({ name, found, failure = 'fine', remarks }: HostState, areNew: boolean): string {
  const addresses = found.map(({ address }) => address).join();
  const rest = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return `${name} ${areNew ? 'new' : 'same'} ${addresses} ${failure}${rest}`;
}
