// How the cases of an examination came out, and what of it is an error.
import type { Case } from './case.js';
import { BY_ITSELF, compare, type Division } from './compare.js';
import { CLASSES, type DivisionClass } from './division-classes.js';
import { DIFFERENCES, type Difference } from './known-differences.js';
import { kindOf } from './outcome.js';

/** Counts by name. */
class Counts<Name> extends Map<Name, number> {
  add(name: Name, count = 1): void {
    this.set(name, (this.get(name) ?? 0) + count);
  }

  get total(): number {
    return [...this.values()].reduce((sum, count) => sum + count, 0);
  }

  override toString(): string {
    const sorted = [...this].sort((one, other) => other[1] - one[1]);
    return sorted.map(([name, count]) => `${name} ${count}`).join(', ');
  }
}

/** A case that people may want to see. */
export interface Shown {
  readonly asked: Case;
  /** What is wrong, in words. */
  readonly text: string;
}

export class Tally {
  cases = 0;
  zones = 0;
  /** Zones that one of the servers does not load. */
  readonly leftOut: string[] = [];
  /** Cases in which the references agree in every part, by the kind of the answer. */
  readonly kinds = new Counts<string>();
  agreed = 0;
  /** Of these: those in which an alias was followed into other zones. */
  followed = 0;
  readonly explained = new Counts<Difference>();
  /** Cases in which the references differ among themselves: with whom Rondo was. */
  readonly divided = new Map<DivisionClass, Counts<string>>();
  readonly failures: Shown[] = [];
  /** Those in which Rondo is with none of the references. */
  readonly alone: Shown[] = [];

  /** Counts one case. */
  see(asked: Case): void {
    this.cases++;
    const { divisions, wrong } = compare(asked);
    for (const division of divisions) this.#seeDivision(asked, division);
    const hasConsensus = divisions.every(({ parts }) => parts.every(part => BY_ITSELF.includes(part)));
    const [{ rcode }] = asked.references;
    if (hasConsensus) this.kinds.add(kindOf(asked.references[0]));
    if (wrong.length > 0) this.#seeWrong(asked, wrong);
    // Servers without the zone would agree about nothing.
    else if (hasConsensus && rcode === 'SERVFAIL') this.failures.push({ asked, text: 'SERVFAIL' });
    else if (hasConsensus) {
      this.agreed++;
      if (asked.sequels > 0) this.followed++;
    }
  }

  #seeWrong(asked: Case, wrong: readonly string[]): void {
    const known = DIFFERENCES.find(each => each.applies(asked, wrong));
    if (known !== undefined) this.explained.add(known);
    else this.failures.push({ asked, text: wrong.join(', ') });
  }

  #seeDivision(asked: Case, { parts, withRondo }: Division): void {
    const by = withRondo.length === 0 ? 'none of them' : withRondo.join(' and ');
    const found = CLASSES.find(each => each.applies(asked, parts));
    if (found === undefined) {
      const text = `the references are divided (${parts.join(', ')}), Rondo is with ${by}: no class says why`;
      this.failures.push({ asked, text });
      return;
    }
    if (!found.isKept(asked))
      this.failures.push({ asked, text: `class "${found.name}", but Rondo does not what it says` });
    if (withRondo.length === 0) this.alone.push({ asked, text: found.name });
    const counts = this.divided.get(found) ?? new Counts<string>();
    counts.add(by);
    this.divided.set(found, counts);
  }

  /** The names of the reasons and the classes that a case needed. */
  get needed(): string[] {
    return [...this.explained.keys(), ...this.divided.keys()].map(({ name }) => name);
  }

  /** The numbers, a line for each class. */
  toString(): string {
    const divided = this.cases - this.kinds.total;
    const followed = this.followed === 0 ? '' : ` (an alias followed into another zone in ${this.followed})`;
    return [
      `${this.zones} zones, ${this.leftOut.length} left out; ${this.cases} cases`,
      `  ${this.kinds.total} in which the references agree: ${this.kinds}`,
      `    Rondo too in ${this.agreed}${followed}; ${this.explained.total} explained, ${this.failures.length} not`,
      ...[...this.explained].map(([{ name }, count]) => `    explained by "${name}": ${count}`),
      `  ${divided} in which they do not, and others in which they do but for CD, AD and NS of the zone; Rondo is with`,
      ...[...this.divided].map(([{ name, section }, counts]) => `    ${name} (${section}): ${counts}`),
    ].join('\n');
  }
}
