// Runs the steps of one case over one wire.
import { expect } from 'vitest';
import { PROTOCOL, type Protocol } from '../../src/answer/exchange.js';
import { DROP_REASONS } from '../../src/answer/tally.js';
import { checkAnswer } from './case-answer.js';
import { type Case, isQuery, type QueryStep, type Step } from './case-file.js';
import { httpsWire } from './case-https-wire.js';
import { CaseServer, upstreamAnswer } from './case-server.js';
import { batchWire, memoryWire, tcpWire, tlsWire, udpWire, type Wire } from './case-wire.js';
import { buildQuery, fromHex } from './query.js';

/** Over which wire a case runs; in memory the handler is told which it is, UDP when nothing is said. */
export type Transport = 'memory' | 'memory-tcp' | 'memory-https' | 'udp' | 'batch' | 'tcp' | 'tls' | 'https';

/** On which wires the steps run that say `only`. */
const WIRES: Readonly<Record<NonNullable<QueryStep['only']>, readonly Transport[]>> = {
  udp: ['memory', 'udp', 'batch'],
  tcp: ['memory-tcp', 'tcp', 'tls'],
  stream: ['memory-tcp', 'memory-https', 'tcp', 'tls', 'https'],
};

const PROTOCOLS: Readonly<Partial<Record<Transport, Protocol>>> = {
  'memory-tcp': PROTOCOL.TCP,
  'memory-https': PROTOCOL.HTTPS,
};

function openWire(server: CaseServer, transport: Transport, address: string): Wire | Promise<Wire> {
  if (transport === 'udp') return udpWire(server.service, address);
  if (transport === 'batch') return batchWire(server.service, address);
  if (transport === 'tcp') return tcpWire(server.service, address);
  if (transport === 'tls') return tlsWire(server.service, address);
  if (transport === 'https') return httpsWire(server.service, address);
  return memoryWire(server.service, PROTOCOLS[transport] ?? PROTOCOL.UDP, address);
}

function messageOf(step: QueryStep, id: number): Uint8Array {
  if ('raw' in step) return fromHex(step.raw);
  const { edns, ...options } = step.with ?? {};
  return buildQuery(step.query, { id, ...options, edns: edns === 'off' ? false : edns });
}

function milliseconds(text: string): number {
  return Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1000);
}

/** The offset just past the only question of a well-formed query. */
function questionEnd(query: Uint8Array): number {
  let at = 12;
  while (query[at] !== 0) at += query[at] + 1;
  return at + 5;
}

class Run {
  readonly answers: (Uint8Array | undefined)[] = [];
  #id = 0x1000;

  constructor(
    readonly server: CaseServer,
    readonly wire: Wire,
    readonly transport: Transport,
  ) {}

  async step(step: Step): Promise<void> {
    if (!isQuery(step)) {
      if ('set' in step) this.server.set(step.set);
      else await this.server.elapse(milliseconds(step.elapse));
      return;
    }
    if (step.only !== undefined && !WIRES[step.only].includes(this.transport)) return;
    const before = this.server.counters(DROP_REASONS);
    const firsts: string[] = [];
    for (let turn = 0; turn < (step.repeat ?? 1); turn++) firsts.push((await this.#exchange(step)) ?? '');
    if (step.first !== undefined) expect(tallyLike(firsts, step.first)).toEqual(step.first);
    if (step.count !== undefined) this.#checkCounters(step, before);
  }

  /** Sends the message of a step and checks what comes. @returns the first RDATA of the answer */
  async #exchange(step: QueryStep): Promise<string | undefined> {
    const query = messageOf(step, this.#id++);
    const answer = await this.wire.exchange(query, step.drop === true);
    this.answers.push(answer);
    if (step.drop) {
      expect(answer, 'no answer').toBeUndefined();
      return undefined;
    }
    if (answer === undefined) throw new Error('no answer came');
    if (step.forwarded === undefined) return checkAnswer(query, answer, step);
    const [, address, port] = /^\[?(.*?)\]?:(\d+)$/.exec(step.forwarded) ?? [];
    const expected = upstreamAnswer(query, questionEnd(query), { address, port: Number(port) });
    expect(Buffer.from(answer).toString('latin1')).toBe(Buffer.from(expected).toString('latin1'));
    return undefined;
  }

  /** Only the transports count, so there is nothing to see in memory. */
  #checkCounters(step: QueryStep, before: ReadonlyMap<string, number>): void {
    if (this.transport.startsWith('memory')) return;
    const moved: Record<string, number> = {};
    for (const [key, value] of this.server.counters(DROP_REASONS)) {
      const difference = value - (before.get(key) ?? 0) - (step.drop && key === SENTINEL_COUNTER ? 1 : 0);
      if (difference !== 0) moved[key] = difference;
    }
    expect(moved).toEqual(step.count);
  }
}

/** Where the query that follows a message without an answer is counted. */
const SENTINEL_COUNTER = 'TXT REFUSED .';

/** The firsts in the form in which they are expected: a sequence, or how often each. */
function tallyLike(firsts: readonly string[], form: NonNullable<QueryStep['first']>): unknown {
  if (Array.isArray(form)) return firsts;
  const tally: Record<string, number> = {};
  for (const first of firsts) tally[first] = (tally[first] ?? 0) + 1;
  return tally;
}

function describeStep(step: Step): string {
  if ('query' in step) return step.query;
  if ('raw' in step) return 'raw message';
  return JSON.stringify(step);
}

/**
 * Runs all steps on a fresh server.
 * @returns the answers, one per message, to be compared with those of another transport
 */
export async function runCase(file: Case, transport: Transport): Promise<(Uint8Array | undefined)[]> {
  const server = await CaseServer.open(file);
  const wire = await openWire(server, transport, file.listen ?? '127.0.0.1');
  const run = new Run(server, wire, transport);
  try {
    for (const [index, step] of (file.steps ?? []).entries()) {
      try {
        await run.step(step);
      } catch (error) {
        if (error instanceof Error) error.message = `steps[${index}] ${describeStep(step)}: ${error.message}`;
        throw error;
      }
    }
    expect(server.tally.failures, 'programming errors').toBe(0);
  } finally {
    await wire.close();
    server.close();
  }
  return run.answers;
}
