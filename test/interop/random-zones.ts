// Random zones with few labels, so that names collide, and random questions at, above, below and beside their names.

import type { Random } from '../support/random.js';
import type { Question } from './case.js';
import { EVERY_TYPE, ownersOf } from './questions.js';
import type { ZoneText } from './servers.js';

/** Labels of owners and of questions. */
const LABELS = ['a', 'b', 'c', '*'] as const;
/** Those of every fourth zone: a zero octet, a dot, one that is no ASCII. */
const ODD_LABELS = ['a', 'b', '*', '\\000', 'a\\.b', '\\200'] as const;
const QUESTION_LABELS = [...LABELS, 'd', 'A', 'a\\.b'] as const;

const TYPES = ['A', 'A', ...EVERY_TYPE, 'HTTPS', 'NAPTR', 'PTR', 'CAA'] as const;

/** Long enough that some RRsets do not fit into a datagram. */
const LONG_TEXT = 'x'.repeat(180);

/** Now and then in upper case. */
function inSomeCase(random: Random, text: string): string {
  return random.oneIn(6) ? text.toUpperCase() : text;
}

/** A name of a few labels, seldom of many. */
function name(random: Random, labels: readonly string[], origin: string, most = 4): string {
  const depth = 1 + random.below(random.oneIn(12) ? most * 4 : most);
  return `${Array.from({ length: depth }, () => random.pick(labels)).join('.')}.${origin}`;
}

/** One zone while it is made up. */
class RandomZone {
  /** Owner to the records that it has, without the owner. */
  readonly records = new Map<string, string[]>();
  readonly #labels: readonly string[];

  constructor(
    readonly random: Random,
    readonly origin: string,
    readonly origins: readonly string[],
  ) {
    this.#labels = random.oneIn(4) ? ODD_LABELS : LABELS;
    this.records.set(origin, [
      `${300 + random.below(300)} SOA ns.invalid. h.invalid. 1 3600 600 86400 ${200 + random.below(300)}`,
      '3600 NS ns.invalid.',
    ]);
    if (random.oneIn(2)) this.#mix(origin, this.#data());
    if (random.oneIn(12) && this.#mayHaveDname(origin)) this.#mix(origin, [this.#dname()]);
    const owners = 2 + random.below(14);
    for (let owner = 0; owner < owners; owner++) this.#owner(name(random, this.#labels, origin));
    this.#clearBelowDnames();
  }

  #owner(owner: string): void {
    // What is the apex of another zone stays a plain delegation here, or is not there at all.
    const { random } = this;
    if (this.origins.includes(owner)) {
      if (random.oneIn(2)) this.records.set(owner, this.#delegation());
      return;
    }
    const kind = random.below(20);
    if (kind < 9) this.#mix(owner, this.#data());
    else if (kind < 14) this.records.set(owner, [`${this.#ttl()} CNAME ${this.#target()}`]);
    else if (kind < 16 && this.#mayHaveDname(owner))
      this.records.set(owner, [this.#dname(), ...(random.oneIn(3) ? this.#data() : [])]);
    // BIND does not load NS at a wildcard; a written zone has it.
    else if (!owner.startsWith('*')) {
      const isBoth = random.oneIn(8) && this.#mayHaveDname(owner);
      this.records.set(owner, [...this.#delegation(), ...(isBoth ? [this.#dname()] : [])]);
    }
  }

  /** NSD sees the names of other zones below a DNAME, too, and does not load them. */
  #mayHaveDname(owner: string): boolean {
    const { origin, origins, random } = this;
    const isInside = origins.some(other => origin.endsWith(`.${other}`));
    return !origins.some(other => other.endsWith(`.${owner}`)) && (!isInside || random.oneIn(4));
  }

  #mix(owner: string, records: readonly string[]): void {
    const had = this.records.get(owner) ?? [];
    if (had.some(record => record.includes(' CNAME '))) return;
    const types = new Set(had.map(record => record.split(' ')[1]));
    this.records.set(owner, [...had, ...records.filter(record => !types.has(record.split(' ')[1]))]);
  }

  #ttl(): number {
    return 100 + this.random.below(5);
  }

  #target(): string {
    const { random, origin } = this;
    if (random.oneIn(8)) return 'x.out.invalid.';
    if (random.oneIn(4)) return name(random, LABELS, random.pick(this.origins));
    const owners = [...this.records.keys()];
    const target = random.oneIn(3) ? name(random, this.#labels, origin, 3) : random.pick(owners);
    return inSomeCase(random, target);
  }

  #dname(): string {
    return `${this.#ttl()} DNAME ${this.#target()}`;
  }

  #delegation(): string[] {
    const { random } = this;
    const ttl = this.#ttl();
    const records = [`${ttl} NS ${this.#target()}`];
    if (random.oneIn(2)) records.push(`${ttl} NS ${this.#target()}`);
    if (random.oneIn(4)) records.push(`${this.#ttl()} DS 1 8 2 ${'ab'.repeat(32)}`);
    if (random.oneIn(4)) records.push(`${this.#ttl()} A 192.0.2.9`);
    return [...new Set(records)];
  }

  #data(): string[] {
    const { random } = this;
    const makers: readonly (() => string[])[] = [
      () => [`${this.#ttl()} A 192.0.2.${random.below(250)}`],
      () => ['100 A 192.0.2.251', '100 A 192.0.2.252'],
      () => [`${this.#ttl()} AAAA 2001:db8::${random.below(250)}`],
      () => [`${this.#ttl()} TXT "${random.below(1000)}"`],
      () => [`${this.#ttl()} MX 10 ${this.#target()}`],
      () => [`${this.#ttl()} SRV 1 2 3 ${this.#target()}`],
      () => [`100 MX 10 ${this.#target()}`, `100 MX 20 ${this.#target()}`],
      () => [`${this.#ttl()} HTTPS 1 ${random.oneIn(3) ? '.' : this.#target()} alpn="h2"`],
      () => [`${this.#ttl()} NAPTR 1 1 "s" "SIP+D2U" "" ${this.#target()}`],
      () => [`${this.#ttl()} PTR ${this.#target()}`],
      () => [`${this.#ttl()} CAA 0 issue "ca.invalid"`],
      () => [`${this.#ttl()} TYPE65280 \\# 2 0102`],
      () => [3, 4, 5, 6, 7, 8, 9].slice(random.below(7)).map(at => `100 TXT "${at}${LONG_TEXT}"`),
      () => Array.from({ length: random.below(90) }, (_, at) => `100 A 192.0.2.${at}`),
    ];
    const byType = new Map<string, string[]>();
    for (let times = 1 + random.below(3); times > 0; times--) {
      const made = random.pick(makers)();
      if (made.length > 0) byType.set(made[0].split(' ')[1], made);
    }
    return [...byType.values()].flat();
  }

  /** Some of the servers do not load a zone that has names below a DNAME (RFC 6672 §2.4). */
  #clearBelowDnames(): void {
    const dnames = [...this.records].flatMap(([owner, records]) =>
      records.some(record => record.includes(' DNAME ')) ? [owner] : [],
    );
    for (const owner of this.records.keys())
      if (dnames.some(dname => owner !== dname && owner.endsWith(`.${dname}`))) this.records.delete(owner);
  }

  toText(): ZoneText {
    const lines = [...this.records].flatMap(([owner, records]) =>
      records.map(record => `${inSomeCase(this.random, owner)} ${record}`),
    );
    return { origin: this.origin, text: `${lines.join('\n')}\n` };
  }
}

/** Zones for one start of the servers; some lie within others. */
export function randomZones(random: Random, count: number): ZoneText[] {
  const origins: string[] = [];
  for (let zone = 0; origins.length < count; zone++) {
    origins.push(`z${zone}.test.`);
    if (random.oneIn(4)) origins.push(name(random, ['a', 'b', 'c'], `z${zone}.test.`, 2));
  }
  return origins.map(origin => new RandomZone(random, origin, origins).toText());
}

/** Questions about the names of the zones, and about those near them. */
export function randomQuestions(random: Random, zones: readonly ZoneText[], count: number): Question[] {
  const owners = zones.map(ownersOf);
  const question = () => {
    const zone = random.below(zones.length);
    const { origin } = zones[zone];
    const owner = random.pick(owners[zone]);
    // At dots that are not escaped.
    const [, ...up] = owner.split(/(?<!\\)\./);
    const extra = random.pick(QUESTION_LABELS);
    const names = [
      owner,
      owner,
      owner === origin ? owner : up.join('.'),
      `${extra}.${owner}`,
      `${extra}.${random.pick(QUESTION_LABELS)}.${owner}`,
      owner === origin ? `${extra}.${owner}` : [extra, ...up].join('.'),
      name(random, QUESTION_LABELS, origin),
    ];
    const text = `${random.pick(names)} ${random.pick(TYPES)}`;
    const size = random.pick([512, 1232, 1232, 4096]);
    const edns = random.oneIn(3) ? (false as const) : { size, do: random.oneIn(3) };
    return { text, hasRd: random.oneIn(3), edns, hasAd: random.oneIn(6), hasCd: random.oneIn(6) };
  };
  return Array.from({ length: count }, question);
}
