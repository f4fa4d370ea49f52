// Lists of targets in the form of Prometheus, as its file_sd and http_sd have them: groups of targets with labels.
import { endpointFromText } from '../dns/endpoint.js';
import { hostFromText } from '../dns/host-name.js';
import { isMapping } from '../source/mapping.js';
import { MAX_BACKUP, MAX_FOUND, MAX_WEIGHT } from './bounds.js';
import { RULE_LABELS, rulesOf, tagsOf } from './labels.js';
import type { Target } from './source.js';
import { groupKeyAdvice, targetAdvice } from './target-advice.js';

/** What is wrong in a list. */
export interface ListMistake {
  /** From the root of the list. */
  readonly path: readonly (string | number)[];
  /** Where it is pointed at; the value when absent. */
  readonly at?: 'key';
  /** What was expected there. */
  readonly message: string;
  readonly hint?: string;
  /** The same for those who do not see the place. */
  readonly line: string;
}

/** A list is no list of targets. */
export class TargetListError extends Error {
  override readonly name = 'TargetListError';
}

/** Takes what is wrong. Who throws ends the reading: a list of a million mistakes then costs no more than one. */
type Report = (mistake: ListMistake) => void;

const GROUP_KEYS = ['targets', 'labels'];
const GROUP = '{ targets: [ADDRESS:PORT], labels: {} }';
const TARGET = 'expected ADDRESS:PORT, ADDRESS, or a whole name in place of ADDRESS';

/** The largest numbers of labels that are rules. */
const MOST = { weight: MAX_WEIGHT, backup: MAX_BACKUP } as const;

const isLabel = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** Reads one list. */
class ListReader {
  readonly #report: Report;
  /** How many targets the groups have up to now; no more are read than a pool may have. */
  #count = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  list(value: unknown): Target[] {
    if (!Array.isArray(value)) {
      const message = `expected a list of ${GROUP}`;
      this.#report({ path: [], message, line: `${message}: found something else` });
      return [];
    }
    const targets = value.flatMap((group, at) => this.#group(group, at));
    if (this.#count > MAX_FOUND) {
      const message = `${this.#count} targets; a pool has at most ${MAX_FOUND} members`;
      this.#report({ path: [], message, line: message });
    }
    return targets;
  }

  #group(value: unknown, at: number): Target[] {
    if (!isMapping(value)) return this.#noList([at], 'a mapping');
    const isMisspelt = this.#hasOthers(value, at);
    const { targets, labels = null } = value;
    if (isMisspelt && targets === undefined) return [];
    if (!Array.isArray(targets)) return this.#noList([at, 'targets'], 'a list');
    if (labels !== null && !isMapping(labels)) return this.#noList([at, 'labels'], 'a mapping');
    const said = labels ?? {};
    for (const name in said) if (!isLabel(said[name])) return this.#noList([at, 'labels', name], 'a text');
    const weight = this.#number(said, 'weight', at);
    const backup = this.#number(said, 'backup', at);
    const more = rulesOf(weight, backup, tagsOf(said));
    const room = Math.max(0, MAX_FOUND - this.#count);
    this.#count += targets.length;
    return targets.slice(0, room).flatMap((text: unknown, index) => {
      const target = this.#target(text, [at, 'targets', index]);
      return target === undefined ? [] : { ...target, ...more };
    });
  }

  /** Prometheus refuses a list with other keys, too: what is misspelt would have no effect. @returns whether there are such */
  #hasOthers(group: Readonly<Record<string, unknown>>, at: number): boolean {
    const others = Object.keys(group).filter(key => !GROUP_KEYS.includes(key));
    for (const key of others) {
      const message = `unknown key "${key.slice(0, 40)}"`;
      const line = `${message} in a group of a list: a group is ${GROUP}`;
      this.#report({ path: [at, key], at: 'key', message, hint: groupKeyAdvice(key, GROUP_KEYS), line });
    }
    return others.length > 0;
  }

  #number(
    labels: Readonly<Record<string, unknown>>,
    rule: keyof typeof MOST,
    at: number,
  ): number | undefined {
    const name = RULE_LABELS[rule];
    const text = labels[name];
    if (text === undefined) return undefined;
    const value = /^\d{1,3}$/.test(String(text)) ? Number(text) : Number.NaN;
    if (value <= MOST[rule]) return value;
    const found = `"${String(text).slice(0, 40)}"`;
    const expected = `expected 0 to ${MOST[rule]}`;
    const line = `the label ${name} of a group is ${found}, ${expected}`;
    this.#report({ path: [at, 'labels', name], message: `${expected}, found ${found}`, line });
    return undefined;
  }

  #target(value: unknown, path: ListMistake['path']): Target | undefined {
    if (typeof value !== 'string') {
      this.#noList(path, 'ADDRESS:PORT');
      return undefined;
    }
    const text = value.trim();
    const endpoint = endpointFromText(text);
    const place = endpoint === undefined ? hostFromText(text) : { ...endpoint, host: endpoint.address };
    if (place === undefined || place.port === 0 || place.host.includes('%')) {
      const found = `"${value.slice(0, 60)}"`;
      const hint = targetAdvice(text);
      const line = `${found} is no target: ${TARGET}${hint === undefined ? '' : `; ${hint}`}`;
      this.#report({ path, message: `${TARGET}, found ${found}`, hint, line });
      return undefined;
    }
    const { host, port } = place;
    return port === undefined ? { host } : { host, port };
  }

  #noList(path: ListMistake['path'], belongs: string): [] {
    const line = `expected a list of ${GROUP} at ${path.join('.').slice(0, 60)}, where ${belongs} belongs`;
    this.#report({ path, message: `expected ${belongs}`, hint: `a list has groups such as ${GROUP}`, line });
    return [];
  }
}

/** The targets of a value that was read from JSON or YAML, as far as they are in order. */
export function readTargets(value: unknown, report: Report): Target[] {
  return new ListReader(report).list(value);
}

/** The same when all is in order. @throws TargetListError with the first mistake */
export function targetsOf(value: unknown): Target[] {
  return readTargets(value, ({ line }) => {
    throw new TargetListError(line);
  });
}
