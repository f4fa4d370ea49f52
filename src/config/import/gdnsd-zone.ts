// A zone file of gdnsd as a master file: addresses take the place of DYNA and DYNC.
import { ttlFromBytes } from '../../dns/rdata/ttl.js';
import type { Place } from '../../source/problem.js';
import { type Draft, type Value, zoneName } from './draft.js';
import type { DynamicSet, GdnsdResources } from './gdnsd-resources.js';
import { folderOf, type Input, type InputText } from './input.js';
import { zonePath } from './zone-text.js';

/** `owner TTL/TTL IN DYNA plugin!resource`, TTL and class in either order, all but the end to be left out. */
const DYNAMIC =
  /^([^\s;]*)\s+(?:IN\s+)?(?:(\d\w*)(?:\/(\d\w*))?\s+)?(?:IN\s+)?DYN([AC])\s+([^\s!;]+)!([^\s;]+)/i;

/** The zone itself, and the origin that the file began with. */
const SPECIAL = /(^|\s)((?:[^\s;"]+\.)?)@([ZF])(?=\s|$)/g;

function seconds(text: string): number | undefined {
  return ttlFromBytes(Buffer.from(text));
}

/** What is known at a line of a file. */
interface Scope {
  /** The origin that the file began with, without a final dot. */
  readonly first: string;
  origin: string;
  /** In seconds. */
  ttl: number;
}

export class GdnsdZone {
  readonly #lines: string[] = [];
  /** The owner of the line before, when that line is not written. */
  #owner: string | undefined;
  /** The owner as last written. */
  #lastOwner = '@';

  /** @param name of the zone, without a final dot */
  constructor(
    readonly name: string,
    readonly tools: { readonly draft: Draft; readonly input: Input; readonly resources: GdnsdResources },
  ) {}

  /** Reads the file, and adds the zone to the draft. @param ttlSeconds of records without one */
  add(text: InputText, ttlSeconds: number): void {
    const { draft } = this.tools;
    const path = zonePath(this.name, 'zone');
    const place = { file: text.file, line: 1, column: 1 };
    if (!draft.addZoneFile({ file: path, name: this.name, place, comment: text.file })) return;
    this.#lines.push(`; Made by rondo import of ${text.file}.`, `$TTL ${ttlSeconds}`);
    this.#read(text, { first: this.name, origin: this.name, ttl: ttlSeconds });
    draft.texts.set(path, `${this.#lines.join('\n')}\n`);
  }

  #read({ file, text }: InputText, scope: Scope): void {
    for (const [index, line] of text.replace(/\n$/, '').split('\n').entries())
      this.#line(line, { file, line: index + 1, column: 1 }, scope);
  }

  #line(line: string, place: Place, scope: Scope): void {
    const special = (_: string, before: string, labels: string, which: string) =>
      `${before}${labels}${which === 'Z' ? this.name : scope.first}.`;
    const settled = line.replace(SPECIAL, special);
    const [directive, value = '', more] = settled.split(/\s+/);
    const dynamic = DYNAMIC.exec(settled);
    if (dynamic !== null) this.#dynamic(dynamic, line, place, scope);
    else if (/^\$include$/i.test(directive)) this.#include(value, more, place, scope);
    else if (/^\$addr_limit/i.test(directive)) this.#leave(line, place, 'see `limit` under `health`');
    else {
      if (/^\$origin$/i.test(directive)) scope.origin = absolute(value, scope.origin);
      if (/^\$ttl$/i.test(directive)) scope.ttl = seconds(value) ?? scope.ttl;
      this.#write(settled);
    }
  }

  /** A line as it is. One that continues a line which is not written gets its owner. */
  #write(line: string): void {
    const [first] = line.split(/\s/);
    if (first !== '' && !/^[;$]/.test(first)) this.#lastOwner = first;
    const isContinued = this.#owner !== undefined && first === '' && /^\s+[^\s;)]/.test(line);
    this.#lines.push(isContinued ? `${this.#owner}${line}` : line);
    if (line.trim() !== '') this.#owner = undefined;
  }

  #leave(line: string, place: Place, why: string): void {
    this.tools.draft.note(place, `${line.replace(/;.*/, '').trim()}: ${why}`);
    this.#lines.push(`; ${line}`);
  }

  #include(path: string, origin: string | undefined, place: Place, scope: Scope): void {
    const { input } = this.tools;
    const inner =
      origin === undefined || origin.startsWith(';') ? scope.origin : absolute(origin, scope.origin);
    this.#lines.push(`$ORIGIN ${inner}.`);
    input.include(path, folderOf(place.file), place, text => {
      this.#read(text, { first: inner, origin: inner, ttl: scope.ttl });
    });
    this.#lines.push(`$ORIGIN ${scope.origin}.`, `$TTL ${scope.ttl}`);
  }

  #dynamic(match: RegExpExecArray, line: string, place: Place, scope: Scope): void {
    const [, written, most, least, , plugin, resource] = match;
    const { resources } = this.tools;
    const owner = written === '' ? (this.#owner ?? this.#lastOwner) : written;
    this.#lastOwner = owner;
    const sets = resources.find(plugin, resource)?.filter(({ members }) => members.length > 0);
    if (sets === undefined || sets.length === 0) {
      this.#leave(line, place, 'no pool is like it');
      this.#owner = owner;
      return;
    }
    const mostSeconds = most === undefined ? scope.ttl : (seconds(most) ?? scope.ttl);
    const leastSeconds = least === undefined ? Math.floor(mostSeconds / 2) : (seconds(least) ?? mostSeconds);
    this.#owner = undefined;
    this.#lines.push(`; ${line.trim()}`);
    // What no probe changes, gdnsd hands out for the longest time.
    for (const set of sets)
      this.#set(set, {
        owner,
        ttl: set.probe === undefined ? mostSeconds : leastSeconds,
        name: absolute(owner, scope.origin),
        place,
      });
  }

  #set(
    set: DynamicSet,
    { owner, ttl, name, place }: { owner: string; ttl: number; name: string; place: Place },
  ): void {
    const type = set.members[0].address.includes(':') ? 'AAAA' : 'A';
    for (const { address } of set.members) this.#lines.push(`${owner} ${ttl} ${type} ${address}`);
    const weights = keyed(set, ({ weight }) => weight);
    const backups = keyed(set, ({ backup }) => backup);
    if (set.probe === undefined) {
      if (weights !== undefined || backups !== undefined)
        this.tools.draft.note(place, `who is first in ${name}: its members are not probed, and take turns`);
      return;
    }
    this.tools.draft.health.push({
      value: {
        match: `${name} ${type}`,
        use: set.probe,
        ttl,
        ...set.keys,
        ...(weights === undefined ? {} : { weights }),
        ...(backups === undefined ? {} : { backups }),
      },
      comment: `${place.file}:${place.line}`,
    });
  }
}

/** What is said of single addresses; undefined when it is said of none. */
function keyed(
  { members }: DynamicSet,
  of: (member: DynamicSet['members'][number]) => number | undefined,
): Value | undefined {
  const said = members.flatMap(member => {
    const value = of(member);
    return value === undefined ? [] : [[member.address, value] as const];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** A name without a final dot. */
function absolute(name: string, origin: string): string {
  if (name === '@' || name === '') return origin;
  return name.endsWith('.') ? zoneName(name) : zoneName(`${name}.${origin}`);
}
