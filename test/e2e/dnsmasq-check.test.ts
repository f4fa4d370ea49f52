// dnsmasq and Rondo take and refuse the same lines, but for the listed ones.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { IGNORED, UNSUPPORTED } from '../../src/config/dnsmasq/options.js';
import { loadConfig } from '../../src/config/load.js';
import { needsDnsmasq, objection } from '../support/dnsmasq.js';
import { TempFolder } from '../support/temp-folder.js';
import { AGREED } from './dnsmasq/agreed-lines.js';
import { AGREED_OPTIONS } from './dnsmasq/agreed-options.js';
import { DISPUTED } from './dnsmasq/disputed-lines.js';

const missing = needsDnsmasq();

const linesOf = (text: string) => text.split('\n').filter(line => line !== '');

describe('dnsmasq --test and rondo check', () => {
  const folder = new TempFolder();

  beforeEach(context => context.skip(...missing));
  afterAll(() => folder.remove());

  /** What each of the two says against a line, or several with `|` between them; undefined when it takes them. */
  async function opinions(line: string, index: number) {
    const file = folder.write(`${index}.conf`, `${line.replaceAll('|', '\n')}\n`);
    const { problems } = loadConfig({ overrides: { zones: [file] } });
    const dnsmasq = await objection(file);
    const rondo = problems.list.find(({ severity }) => severity === 'error')?.message;
    return { line, dnsmasq, rondo, differ: (dnsmasq === undefined) !== (rondo === undefined) };
  }

  /** The opinions about many lines, a few at a time. */
  async function survey(lines: readonly string[]) {
    const found: Awaited<ReturnType<typeof opinions>>[] = [];
    for (let at = 0; at < lines.length; at += 8)
      found.push(...(await Promise.all(lines.slice(at, at + 8).map((line, index) => opinions(line, index)))));
    return found;
  }

  test.each([AGREED, AGREED_OPTIONS])('agree about most lines', async lines => {
    expect((await survey(linesOf(lines))).filter(({ differ }) => differ)).toEqual([]);
  });

  test.each(Object.entries(DISPUTED))('do not agree: %s', async (_, lines) => {
    expect((await survey(linesOf(lines))).filter(({ differ }) => !differ)).toEqual([]);
  });

  test('agree which options that are not heeded have a value', async () => {
    const later = new Set(linesOf(DISPUTED['options of later versions of dnsmasq are known']));
    // conf-script runs a program.
    const skipped = new Set([...later, 'conf-script']);
    const options = [...UNSUPPORTED.keys(), ...IGNORED.keys()].filter(option => !skipped.has(option));
    const bare = await survey(options);
    const wrongBare = bare.filter(
      ({ dnsmasq, rondo }) => /missing parameter/.test(dnsmasq ?? '') !== (rondo !== undefined),
    );
    expect(wrongBare).toEqual([]);
    const valued = await survey(options.map(option => `${option}=zz`));
    const wrongValued = valued.filter(
      ({ dnsmasq, rondo }) => /extraneous parameter/.test(dnsmasq ?? '') !== (rondo !== undefined),
    );
    expect(wrongValued).toEqual([]);
  });
});
