// The server of one case: its files in a temporary folder, read as `rondo serve` reads them, with a clock and probes under control.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryHandler } from '../../src/answer/handler.js';
import { Responder } from '../../src/answer/respond.js';
import { Tally } from '../../src/answer/tally.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { type Upstream, upstreamToText } from '../../src/forward/upstream.js';
import { Acl } from '../../src/guard/acl.js';
import { Cookies } from '../../src/guard/cookies.js';
import { HealthEngine } from '../../src/health/engine.js';
import { Catalog } from '../../src/image/catalog.js';
import { type ProbeCode, type ProbeResult, toResult } from '../../src/probe/result.js';
import { targetToText } from '../../src/probe/target.js';
import type { Problem } from '../../src/source/problem.js';
import { answerSettings } from '../../src/store/answer-settings.js';
import { type Generation, makeGeneration } from '../../src/store/generation.js';
import type { QueryService } from '../../src/transport/query-service.js';
import type { Case } from './case-file.js';
import { CHANGED_SECONDS, writeFiles } from './case-folder.js';
import { FakeClock } from './fake-clock.js';

/** Reads the files of a case, as they would be read from a folder of their own. */
export function loadCase(file: Case): { readonly loaded: Loaded; readonly problems: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-case-'));
  try {
    const loaded = loadConfig({ configFile: writeFiles(folder, file), overrides: {} });
    return { loaded, problems: loaded.problems.list.map(problem => showProblem(problem, folder)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `file:line:column: severity: message`, and the hint on a second line. */
function showProblem({ place, severity, message, hint }: Problem, folder: string): string {
  const text = `${place.file}:${place.line}:${place.column}: ${severity}: ${message}`;
  return (hint === undefined ? text : `${text}\nhelp: ${hint}`)
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.');
}

/** `ok`, or `CODE [STATUS] [TEXT]`. */
function probeResult(outcome: string): ProbeResult {
  if (outcome === 'ok') return toResult({ code: 'L7OK', status: 200 }, 1);
  const [, code, status, text] = /^(\S+)(?: (\d{3}))?(?: (.*))?$/.exec(outcome) ?? [];
  return toResult({ code: code as ProbeCode, ...(status && { status: Number(status) }), text }, 1);
}

/** What the stub upstream sends: NOERROR with one TXT record that names it. */
export function upstreamAnswer(query: Uint8Array, questionEnd: number, upstream: Upstream): Uint8Array {
  const text = Buffer.from(upstreamToText(upstream));
  const record = Buffer.alloc(13 + text.length);
  record.set([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length]);
  record.set(text, 13);
  const answer = Buffer.concat([query.subarray(0, questionEnd), record]);
  answer.set([0x80 | (query[2] & 0x79), 0x80, 0, 1, 0, 1, 0, 0, 0, 0], 2);
  return Uint8Array.from(answer);
}

export class CaseServer {
  readonly tally = new Tally();
  readonly service: QueryService;
  readonly generation: Generation;
  readonly #outcomes: Map<string, string>;
  readonly #clock = new FakeClock();
  readonly #engine: HealthEngine;

  private constructor(loaded: Loaded, outcomes: Record<string, string>) {
    // A secret that is always the same makes the order `shuffle` the same over every wire.
    this.generation = makeGeneration(loaded, undefined, { secretWord: () => 0x5eed });
    this.#outcomes = new Map(Object.entries(outcomes));
    this.#engine = new HealthEngine({
      clock: this.#clock,
      probe: async target => probeResult(this.#outcomes.get(targetToText(target)) ?? 'ok'),
      // No jitter: intervals are exactly as configured.
      random: () => 0,
      onTransition: () => {},
    });
    const { routes } = this.generation;
    this.service = {
      handler: new QueryHandler(this.#responder(loaded), this.tally, Acl.of(loaded.config.allow)),
      deferred: {
        answer: async ({ query, questionEnd, route }, send) =>
          send(upstreamAnswer(query, questionEnd, routes[route][0])),
      },
    };
  }

  #responder({ config }: Loaded): Responder {
    const responder = new Responder(new Catalog(this.generation.parts), this.tally);
    const nowSeconds = () => CHANGED_SECONDS + Math.floor(this.#clock.now() / 1000);
    const cookies = new Cookies({ nowSeconds, randomSecret: () => randomBytes(16) }, config.cookies.secrets);
    responder.settings = answerSettings(config, cookies);
    return responder;
  }

  /** Loads a case, whose files must be such as can be served, and ends the first round of probes. */
  static async open(file: Case): Promise<CaseServer> {
    const { loaded, problems } = loadCase(file);
    if (!loaded.isServable) throw new Error(problems.join('\n'));
    const server = new CaseServer(loaded, file.health ?? {});
    server.#engine.apply(server.generation.pools);
    server.#checkNames(file.health ?? {});
    let hasEnded = false;
    void server.#engine.firstRound(3000).then(() => {
      hasEnded = true;
    });
    for (let ms = 0; !hasEnded; ms = 100) await server.#clock.advance(ms);
    return server;
  }

  /** Changes how probes end from now on. */
  set(outcomes: Record<string, string>): void {
    this.#checkNames(outcomes);
    for (const [endpoint, outcome] of Object.entries(outcomes)) this.#outcomes.set(endpoint, outcome);
  }

  elapse(ms: number): Promise<void> {
    return this.#clock.advance(ms);
  }

  close(): void {
    this.#engine.stop();
  }

  /** All counters, as `TYPE RCODE ZONE` and `dropped REASON`. */
  counters(dropReasons: readonly string[]): Map<string, number> {
    const counters = new Map<string, number>();
    const add = (key: string, amount: number) => counters.set(key, (counters.get(key) ?? 0) + amount);
    for (const [row, zone] of this.generation.rows.entries())
      this.tally.eachOfRow(row, ({ type, rcode }, amount) => add(`${type} ${rcode} ${zone}`, amount));
    for (const [reason, amount] of this.tally.drops().entries())
      add(`dropped ${dropReasons[reason]}`, amount);
    return counters;
  }

  #checkNames(outcomes: Record<string, string>): void {
    const endpoints = this.#engine.watches.flatMap(watch => watch.endpoints);
    const parts = endpoints.flatMap(each => [...(each.parts?.probes.values() ?? [])]);
    const known = new Set([...endpoints, ...parts].map(({ name }) => name));
    for (const endpoint of Object.keys(outcomes))
      if (!known.has(endpoint))
        throw new Error(`no member is probed at ${endpoint}; probed are: ${[...known].join(', ')}`);
  }
}
