// What the MySQL probe asks after the login, of servers that answer oddly.
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { answering } from './answering.js';
import { error, greeting, OK, packet, reply } from './wire.js';

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  return resultToText(await runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'mysql' })));
}

const password = new Attachment('env', 'TEST', 'sésame');
const login = { user: 'probe', password } as const;

describe('a server that', () => {
  const NAMES = ['Slave_IO_Running', 'Seconds_Behind_Master', 'Slave_SQL_Running'];
  const lagOf = (rows: (string | null)[][], names = NAMES) =>
    answering(
      greeting(),
      () => packet(2, OK),
      () => reply(names, rows),
    );

  it.each<[string, (string | null)[][], ProbeOverrides, string]>([
    ['is not behind', [['Yes', '0', 'Yes']], {}, 'L7OK'],
    ['is a little behind', [['Yes', '7', 'Yes']], {}, 'L7OK 7 s behind'],
    [
      'is behind one of its sources',
      [
        ['Yes', '7', 'Yes'],
        ['Yes', '12', 'Yes'],
      ],
      {},
      'L7STS the replica is 12 s behind, over 10 s',
    ],
    [
      'has lost its source',
      [['Connecting', null, 'Yes']],
      {},
      'L7STS replication does not run (it receives: Connecting, applies: Yes)',
    ],
    ['replicates nothing', [], {}, 'L7OK'],
    ['says no number', [['Yes', 'x', 'Yes']], {}, 'L7RSP not the reply to the question for the lag'],
  ])('%s', async (_, rows, overrides, found) => {
    const { target } = await lagOf(rows);
    expect(await probe(target, { ...login, 'max-lag': 10_000, ...overrides })).toBe(found);
  });

  it('calls its columns otherwise, or by names that mean nothing', async () => {
    const names = ['Replica_IO_Running', 'Replica_SQL_Running', 'Seconds_Behind_Source'];
    const late = await lagOf([['Yes', 'Yes', '61']], names);
    expect(await probe(late.target, { ...login, 'max-lag': 60_000 })).toBe(
      'L7STS the replica is 61 s behind, over 60 s',
    );
    const odd = await lagOf([['1', '2']], ['a', 'b']);
    expect(await probe(odd.target, { ...login, 'max-lag': 60_000 })).toBe(
      'L7RSP not the reply to the question for the lag',
    );
  });

  it('knows older words only is asked in those; all is asked over one connection', async () => {
    const asked: string[] = [];
    const heard = (answer: Buffer) => (said: Buffer) => {
      asked.push(said.toString('latin1', 5));
      return answer;
    };
    const { target } = await answering(
      greeting(),
      () => packet(2, OK),
      heard(reply(['@@global.read_only'], [['1']])),
      heard(packet(1, error(1064, '#42000You have an error in your SQL syntax'))),
      heard(reply(NAMES, [['Yes', '3', 'Yes']])),
      heard(packet(1, OK)),
      heard(packet(1, OK)),
      heard(reply(['colour'], [['green']])),
    );
    const overrides = {
      role: 'replica',
      'max-lag': 10_000,
      query: 'SELECT colour',
      expect: 'green',
    } as const;
    expect(await probe(target, { ...login, ...overrides })).toBe('L7OK 3 s behind');
    expect(asked.map(each => each.replace(/ = [\d.]+/g, ' = N'))).toEqual([
      'SELECT @@global.read_only',
      'SHOW REPLICA STATUS',
      'SHOW SLAVE STATUS',
      'SET SESSION TRANSACTION READ ONLY',
      'SET @rondo = N /*!50708 , SESSION max_execution_time = N */ /*M!100101 , SESSION max_statement_time = N */',
      'SELECT colour',
    ]);
  });

  it('asks for a file of the prober in reply to a query is L7RSP', async () => {
    const { target } = await answering(
      greeting(),
      () => packet(2, OK),
      () => packet(1, OK),
      () => packet(1, OK),
      () => packet(1, Buffer.from('\xfb/etc/passwd', 'latin1')),
    );
    expect(await probe(target, { ...login, query: 'SELECT 1' })).toBe('L7RSP not the reply to a query');
  });
});
