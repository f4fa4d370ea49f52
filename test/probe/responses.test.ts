// Verdicts on some 150 kinds of responses, each probed in six ways. HAProxy's are beside them in the table.
import { expect, test } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { specOf } from '../health/spec.js';
import { certificates } from './certificates.js';
import { DIFFERENCES } from './responses/differences.js';
import { CHECKS, type Check } from './responses/kinds.js';
import { NAMES, RESPONSES, type Site, site } from './responses/site.js';

/** Only backends that neither close nor say what is sought are waited for. */
const SOON_MS = 300;
/** Kinds; each has six connections. */
const AT_ONCE = 20;
const LATE_MS = 20_000;

const ca = new Attachment('file', 'ca.crt', certificates.ca);
/** HAProxy looks at the status, or at the body. */
const any = { status: [[100, 599]] } as const;

function overridesOf(check: Check, kind: number): ProbeOverrides {
  const paths = [`/${kind}`];
  switch (check) {
    case 'status':
      return { paths };
    case 'head':
      return { paths, method: 'HEAD' };
    case 'tls':
      return { kind: 'https', paths, ca };
    case 'text':
      return { paths, body: 'UP', ...any };
    case 'pattern':
      return { paths, body: { pattern: '^\\s*UP\\s*$' }, ...any };
    case 'tcp':
      return { kind: 'tcp', send: `GET /${kind} HTTP/1.1\r\n\r\n`, expect: 'UP' };
  }
}

async function signOf(served: Site, kind: number, check: Check): Promise<string> {
  const { verdicts, after } = RESPONSES[NAMES[kind]];
  const waits = after === 'stays' && verdicts[CHECKS.indexOf(check)] === '-';
  const spec = specOf({ ...overridesOf(check, kind), timeoutMs: waits ? SOON_MS : LATE_MS });
  const result = await runProbe(check === 'tls' ? served.secure : served.plain, spec);
  return result.ok ? '+' : '-';
}

/** A kind with what is found in each way. */
async function rowOf(served: Site, kind: number): Promise<string> {
  const signs = await Promise.all(CHECKS.map(check => signOf(served, kind, check)));
  return `${NAMES[kind]}: ${signs.join('')}`;
}

test('every kind of response has its verdicts', async () => {
  const served = await site();
  const found: string[] = [];
  for (let from = 0; from < NAMES.length; from += AT_ONCE) {
    const kinds = [...NAMES.keys()].slice(from, from + AT_ONCE);
    found.push(...(await Promise.all(kinds.map(kind => rowOf(served, kind)))));
  }
  expect(found).toEqual(NAMES.map(name => `${name}: ${RESPONSES[name].verdicts}`));
});

test('the differences to HAProxy are ones, and of kinds that are there', () => {
  const listed = DIFFERENCES.flatMap(({ haproxy }) => Object.entries(haproxy));
  expect(new Set(listed.map(([name]) => name)).size).toBe(listed.length);
  for (const [name, verdicts] of listed) {
    expect(NAMES).toContain(name);
    expect([name, verdicts]).not.toEqual([name, RESPONSES[name].verdicts]);
  }
});
