// Answers from signed zones as a validating resolver sees them: delv, with the key of the zone as its only anchor.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needs } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { Random } from '../support/random.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { Asker } from './asker.js';
import { Delv } from './delv.js';
import { outcomeOf } from './outcome.js';
import { ownersOf } from './questions.js';
import { randomZones } from './random-zones.js';
import type { ZoneText } from './servers.js';
import { SIGNED_AREA } from './signed-area.js';
import { DENIALS, type Denial, type SignedZone, type Signer, signZone } from './signed-zones.js';

const SEED = Number(process.env.RONDO_INTEROP_SEED ?? 1);

const missing = needs('dnssec-signzone', 'dnssec-keygen', 'ldns-signzone', 'delv');

const TYPES = ['A', 'TXT', 'MX', 'NSEC'] as const;

/** Random zones, and the most questions about each. */
const ZONES = 24;
const PER_ZONE = 8;

/** delv runs at one time. */
const AT_ONCE = 4;

interface Served extends SignedZone {
  readonly denial: Denial;
}

type Question = readonly [name: string, type: string];

/** Rondo with signed zones, and delv beside it. */
class Bench {
  private constructor(
    readonly folder: TempFolder,
    readonly running: ReturnType<typeof startServe>,
    readonly asker: Asker,
  ) {}

  static async start(folder: TempFolder, zones: readonly ZoneText[]): Promise<Bench> {
    const files = zones.flatMap(({ origin, text }) => ['--zone', folder.write(`${origin}zone`, text)]);
    const running = startServe(['--listen', '127.0.0.1:0', '--admin', 'off', '--forward', 'off', ...files]);
    const { port } = await answering(running);
    return new Bench(folder, running, await Asker.open(port));
  }

  /** Whether the answer and all aliases in it lie in the zone, so that its key is enough to validate it. */
  async isWithin([name, type]: Question, { zone }: Served, children: readonly string[]): Promise<boolean> {
    const [octets] = await this.asker.udp([buildQuery(`${name} ${type}`, { rd: true, edns: { do: true } })]);
    const { rcode, aa, authority, chain } = outcomeOf(octets);
    const names = [name, ...chain.map(line => line.split(' ')[3])];
    const inside = names.every(each => isIn(each, zone.origin) && !children.some(child => isIn(each, child)));
    const isReferral = authority.some(line => line.split(' ')[2] === 'ns');
    return aa && inside && !isReferral && (rcode === 'NOERROR' || rcode === 'NXDOMAIN');
  }

  /** Questions about names of a zone, and those beside and below them, which its key is enough to answer. */
  async questionsFor(served: Served, zones: readonly ZoneText[], random: Random): Promise<Question[]> {
    const { origin } = served.zone;
    const children = zones.map(zone => zone.origin).filter(other => other !== origin && isIn(other, origin));
    const names = ownersOf(served.zone)
      .flatMap(owner => [owner, `x.${owner}`, `0.${owner.slice(owner.indexOf('.') + 1)}`])
      .filter(name => isIn(name, origin));
    const found: Question[] = [];
    for (let tries = 0; tries < 4 * PER_ZONE && found.length < PER_ZONE; tries++) {
      const question: Question = [random.pick(names), random.pick(TYPES)];
      if (await this.isWithin(question, served, children)) found.push(question);
    }
    return found;
  }

  /** What delv does not find valid. */
  async doubtful(served: Served, questions: readonly Question[]): Promise<string[]> {
    const delv = new Delv(this.folder, served, this.asker.port);
    const found: string[] = [];
    for (let at = 0; at < questions.length; at += AT_ONCE)
      await Promise.all(
        questions.slice(at, at + AT_ONCE).map(async ([name, type]) => {
          const verdict = await delv.ask(name, type);
          if (!delv.isValid(verdict, served.denial)) found.push(`${name} ${type}: ${verdict}`);
        }),
      );
    return found;
  }

  async stop(): Promise<void> {
    this.asker.close();
    await this.running.stop('SIGTERM');
  }
}

const isIn = (name: string, origin: string) => name === origin || name.endsWith(`.${origin}`);

/** Random zones, each with some denial, as far as the signer accepts them. */
async function signAll(folder: TempFolder, random: Random): Promise<Served[]> {
  const signed: Served[] = [];
  for (const zone of randomZones(random, ZONES)) {
    const denial = random.pick(DENIALS);
    const result = await signZone(folder, zone, denial);
    if (result !== undefined) signed.push({ ...result, denial });
  }
  return signed;
}

const KINDS: readonly (readonly [Denial, Signer])[] = [
  ['nsec', 'dnssec-signzone'],
  ['nsec3', 'ldns-signzone'],
  ['nsec3-salted', 'dnssec-signzone, KSK and ZSK'],
  ['nsec3-opt-out', 'dnssec-signzone'],
];

describe('delv finds valid', { timeout: 300_000 }, () => {
  let folder: TempFolder;
  beforeEach(context => {
    context.skip(...missing);
    folder = new TempFolder();
  });
  afterEach(() => folder?.remove());

  test.each(KINDS)('%s by %s: what a written zone answers', async (denial, signer) => {
    const signed = await signZone(folder, SIGNED_AREA.zone, denial, signer);
    const bench = await Bench.start(folder, [signed!.zone]);
    const questions = SIGNED_AREA.validated.flatMap(name =>
      ['A', 'TXT'].map(type => [`${name}.${SIGNED_AREA.zone.origin}`, type] as const),
    );
    try {
      expect(await bench.doubtful({ ...signed!, denial }, questions)).toEqual([]);
    } finally {
      await bench.stop();
    }
  });

  test(`what ${ZONES} random zones answer`, async () => {
    const random = new Random(SEED);
    const signed = await signAll(folder, random);
    const zones = signed.map(({ zone }) => zone);
    const bench = await Bench.start(folder, zones);
    const doubtful: string[] = [];
    let asked = 0;
    try {
      for (const served of signed) {
        const questions = await bench.questionsFor(served, zones, random);
        asked += questions.length;
        doubtful.push(...(await bench.doubtful(served, questions)));
      }
    } finally {
      await bench.stop();
    }
    process.stdout.write(`delv was asked ${asked} times about ${signed.length} random zones\n`);
    expect(doubtful).toEqual([]);
    expect(asked).toBeGreaterThan(signed.length * 3);
  });
});
