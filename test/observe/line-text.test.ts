// Text logs say as much as JSON ones: each kind of event is told both ways, and no field of the one is missing in the other.
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { STANDING } from '../../src/config/file-fault.js';
import { NOT_KEPT } from '../../src/config/kept-folder.js';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { EventRing } from '../../src/observe/event-ring.js';
import { lineText } from '../../src/observe/line-text.js';
import type { Log } from '../../src/observe/log.js';
import { prettyLines } from '../../src/observe/pretty.js';
import { EventLog } from '../../src/operate/event-log.js';
import { VOID } from '../../src/probe/result.js';
import { withoutDifference } from '../../src/store/diff.js';
import { recordList } from '../../src/store/record-list.js';
import { CHANGE } from '../../src/store/zone-change.js';
import { FakeClock } from '../support/fake-clock.js';

const NAME = { endpoint: '192.0.2.1:80', address: '192.0.2.1', port: 80, pools: ['a.test A', 'b.test A'] };
const RESULT = { ok: false, code: 'L4CON', text: 'connection refused' } as never;
const CLOCKED = { sinceMs: 0, state: 'drain' as const };
const CAME = { owner: nameFromText('www.a.test.'), type: TYPE.A, ttl: 0, rdata: Buffer.from([192, 0, 2, 1]) };
const PROBLEM = {
  severity: 'error' as const,
  place: { file: 'z/a.zone', line: 3, column: 1 },
  message: 'expected an IPv4 address',
};

/** How each kind of event is told of. */
const KINDS: Record<
  Exclude<keyof EventLog, 'members' | 'transfers' | 'updates'>,
  (events: EventLog) => void
> = {
  transition: events => {
    const event = { ...NAME, from: 'up', to: 'down', result: RESULT, live: 1, total: 2 } as const;
    events.transition(event);
    events.transition({ ...event, from: 'down', to: 'up' });
  },
  flap: events => events.flap({ ...NAME, cause: RESULT, holdMs: 60_000 }),
  stated: events => events.stated(NAME, { state: 'drain', percent: 50 }),
  planned: events => {
    events.planned({ id: 3 }, 'planned: plan 3, maint for 2h from 2026-12-01T21:00:00Z of rack1');
    events.planned({ id: 3 }, 'not done: plan 3, maint of rack1; no server ran in that time', true);
  },
  warned: events => events.warned(NAME, 'the certificate expires in 13 days'),
  pool: events =>
    events.pool({
      pool: 'a.test A',
      onFallback: true,
      hasTurned: true,
      live: 0,
      total: 2,
      explanation: 'why',
    }),
  suspicion: events => events.suspicion(3),
  directed: events =>
    events.directed(
      [{ member: '192.0.2.1', pool: 'a.test A' }] as never,
      {
        ...{ state: 'drain', forMs: 60_000, reason: 'new disk' },
      } as never,
    ),
  expired: events => events.expired([{ ...CLOCKED, pool: 'a.test A', address: '192.0.2.1' }], ['it is down']),
  noState: events => events.noState('it is no JSON'),
  late: events => events.late({ late: 2, endpoint: '192.0.2.1:80', agoMs: 5_000, waiting: 7 }),
  void: events => events.void({ by: VOID.STALL, count: 3, text: 'timeout' }),
  turn: events => events.turn('192.0.2.53:53', 'no reply'),
  rebound: events => events.rebound('www.x.test', 4),
  upstreamHost: events => events.upstreamHost({ host: 'dns.x.test', addresses: [], failure: 'SERVFAIL' }),
  reloaded: events => events.reloaded({ zones: 12, read: 3, ms: 45 }, []),
  faults: events =>
    events.faults([
      { file: 'z/a.zone', standing: STANDING.LEFT_OUT, zones: ['a.test'], problem: PROBLEM, sinceMs: 0 },
    ]),
  serialFile: events => events.serialFile('serials are not kept'),
  historyFile: events => events.historyFile('the history is not kept'),
  cacheFile: events => events.cacheFile('the cache is not kept'),
  notKept: events => events.notKept([{ why: NOT_KEPT.FULL, text: 'z/a.zone is not kept' }]),
  notReloaded: events => events.notReloaded('z/a.zone:3:1: why'),
  receiver: events => events.receiver({ name: 'ops' }, '503 Service Unavailable'),
  lost: events => events.lost({ name: 'ops' }, 'connection refused', 7),
  unheard: events => events.unheard('192.0.2.1:53 is taken'),
};

/** The same of sources of members. */
const MEMBER_KINDS: Record<keyof EventLog['members'], (events: EventLog) => void> = {
  source: ({ members }) =>
    members.source({
      ...{ source: 'file a.json', targets: 3, lastSuccessMs: 0, failures: 1, isKnown: true, isPart: false },
      failure: 'a.json is not there',
    }),
  changed: ({ members }) =>
    members.changed([
      {
        ...{ kind: CHANGE.CHANGED, zone: 'a.test', fromSerial: 1, toSerial: 2 },
        difference: {
          ...withoutDifference(undefined),
          ...{ cameCount: 1, came: recordList([CAME]) },
        },
      },
    ]),
  file: ({ members }) => members.file('members are not kept'),
  leftOut: ({ members }) => members.leftOut(3),
};

/** Lines of the log as text, and their fields as JSON has them. */
async function logged(
  write: (log: Log) => void,
): Promise<{ text: string; fields: Record<string, unknown> }[]> {
  const texts: string[] = [];
  const lines: string[] = [];
  const pretty = await prettyLines({ write: text => void texts.push(text) });
  const both = {
    write(line: string): void {
      pretty.write(line);
      lines.push(line);
    },
  };
  write(pino({ base: undefined }, both));
  return lines.map((line, index) => ({ text: texts[index], fields: JSON.parse(line) }));
}

/** Each value that a line of JSON has. */
function values(fields: Record<string, unknown>): string[] {
  const { level, time, msg, ...rest } = fields;
  return Object.entries(rest).flatMap(([key, value]) => {
    if (value === false) return [];
    if (value === true) return [key];
    return (Array.isArray(value) ? value : [value]).map(String);
  });
}

describe('text logs', () => {
  it('know all kinds of events', () => {
    const kinds = Object.getOwnPropertyNames(EventLog.prototype).filter(name => name !== 'constructor');
    expect(Object.keys(KINDS).sort()).toEqual(kinds.sort());
  });

  it.each(Object.entries({ ...KINDS, ...MEMBER_KINDS }))('say all of %s', async (_, tell) => {
    const lines = await logged(log => tell(new EventLog(log, new EventRing(), new FakeClock())));
    expect(lines.length).toBeGreaterThan(0);
    for (const { text, fields } of lines) {
      expect(text).toContain(fields.msg);
      for (const value of values(fields)) expect(text).toContain(value);
    }
  });

  it('say all of a query', () => {
    const fields = { client: '192.0.2.9#53', answer: 'positive', forwarded: true, cached: false, ms: 0.2 };
    const msg = 'query 192.0.2.9#53 udp x.test A NOERROR 0.2 ms';
    expect(lineText({ level: 30, time: 1, ...fields, msg })).toBe(`${msg} answer=positive forwarded`);
  });

  it.each([
    [
      { msg: 'reloaded', zones: 3, changed: 'a.test: 1 record' },
      'reloaded zones=3 changed="a.test: 1 record"',
    ],
    [{ msg: '13 zones', zones: 3 }, '13 zones zones=3'],
    [{ msg: '13 zones', zones: 13, ms: undefined, off: null }, '13 zones'],
    [{ msg: 'in a.test A', pools: ['a.test A'] }, 'in a.test A'],
    [{ msg: 'in a.test A', pools: ['a.test A', 'b.test A'] }, 'in a.test A pools="a.test A, b.test A"'],
    [{ msg: 'x', view: { a: 1 } }, 'x view={"a":1}'],
    [
      { msg: 'failed', stack: `Error\n at ${'x'.repeat(600)}` },
      `failed stack=${JSON.stringify(`Error\n at ${'x'.repeat(490)}…`)}`,
    ],
    [{ zones: 3 }, 'zones=3'],
  ])('of %j are %s', (line, text) => expect(lineText(line)).toBe(text));
});
