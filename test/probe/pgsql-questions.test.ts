// What the PostgreSQL probe asks after the login, of servers that answer oddly.
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { answering } from './answering.js';
import { authentication, message, rowMessage } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'pgsql' })));
}

const password = new Attachment('env', 'TEST', 'sésame');

describe('a server that', () => {
  it.each<[string, (string | null)[], ProbeOverrides, string]>([
    ['is behind', ['t', '12400'], { 'max-lag': 10_000 }, 'L7STS the replica is 12 s behind, over 10 s'],
    ['is a little behind', ['t', '2400'], { 'max-lag': 10_000 }, 'L7OK 2 s behind'],
    ['has a clock that is behind', ['t', '-300'], { 'max-lag': 100 }, 'L7OK'],
    [
      'knows no lag',
      ['t', null],
      { 'max-lag': 100 },
      'L7STS it is not known how far the replica is behind: it has replayed nothing since its start',
    ],
    ['says no number', ['t', 'x'], { 'max-lag': 100 }, 'L7RSP not the reply to the question for the role'],
    [
      'has a subscription that does not run',
      ['f', '2', '1', '0', '0'],
      { role: 'subscriber', 'max-lag': 100 },
      'L7STS 1 of 2 subscriptions do not run',
    ],
    [
      'is still copied',
      ['f', '1', '1', '3', '0'],
      { role: 'subscriber', 'max-lag': 100 },
      'L7STS the first copy of 3 tables is not complete',
    ],
    [
      'is subscribed late',
      ['f', '1', '1', '0', '5000'],
      { role: 'subscriber', 'max-lag': 100 },
      'L7STS the subscriber is 5 s behind, over 100 ms',
    ],
    ['is subscribed', ['f', '1', '0', '1', null], { role: 'subscriber' }, 'L7OK'],
    [
      'gives too few values',
      ['f', '1'],
      { role: 'subscriber' },
      'L7RSP not the reply to the question for the role',
    ],
  ])('%s', async (_, values, overrides, found) => {
    const { target } = await answering(
      () => Buffer.concat([authentication(0), message('Z', 'I')]),
      () => rowMessage(values),
    );
    expect(await probe(target, { user: 'u', ...overrides })).toBe(found);
  });

  it('is asked all at once, in one message and over one connection', async () => {
    const asked: Buffer[] = [];
    const { target } = await answering(
      () => Buffer.concat([authentication(0), message('Z', 'I')]),
      said => {
        asked.push(said);
        return Buffer.concat([rowMessage(['t', '0']), rowMessage(['green'])]);
      },
    );
    const overrides = {
      user: 'u',
      role: 'replica',
      'max-lag': 1_000,
      query: 'SELECT colour',
      expect: 'green',
    } as const;
    expect(await probe(target, overrides)).toBe('L7OK');
    const [sql] = asked.map(each => each.toString('latin1', 5));
    expect(sql).toMatch(
      /^SET TRANSACTION READ ONLY;\nSET LOCAL statement_timeout = 1\d\d\d;\nSELECT pg_catalog.*;\nSELECT colour\0$/s,
    );
  });

  it('repeats the password, as a value or an error, does not make the probe repeat it', async () => {
    const { target } = await answering(
      () => Buffer.concat([authentication(0), message('Z', 'I')]),
      () => rowMessage(['is it sésame?']),
    );
    expect(await probe(target, { user: 'u', password, query: 'SELECT 1', expect: 'no' })).toBe(
      'L7STS the query gives "an error", not "no"',
    );
  });
});
