// The MySQL probe beside real replication of MariaDB: a replica that keeps up, is late, stands still, is broken, or has lost its primary.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { specOf } from '../health/spec.js';
import { type MariadbServer, makeMariadbData, startMariadb } from '../support/mariadb.js';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { finishUnprivileged, startUnprivileged } from '../support/unprivileged.js';

const PATIENCE = { timeout: 30_000, interval: 200 };

/** It may see how replication is doing, and nothing else. */
const login = { user: 'monitor', password: new Attachment('env', 'TEST', 'sésame') } as const;

async function probe({ port }: MariadbServer, overrides: ProbeOverrides = {}): Promise<string> {
  const spec = specOf({ timeoutMs: 5_000, ...login, ...overrides, kind: 'mysql' });
  return resultToText(await runProbe({ address: '127.0.0.1', port, host: '' }, spec));
}

const client = (folder: TempFolder, sql: string) => [
  ...['--no-defaults', '--user=root', `--socket=${folder.at('socket')}`],
  ...['--execute', sql],
];

const run = (folder: TempFolder, ...statements: string[]) =>
  finishUnprivileged('mariadb', client(folder, statements.join('; ')), '/');

describe.skipIf(needs('mariadbd', 'mariadb-install-db', 'mariadb', 'setpriv')[0])('replication', () => {
  const [from, to] = [new TempFolder(), new TempFolder()];
  let primary: MariadbServer;
  let replica: MariadbServer;
  const asked = { role: 'replica', 'max-lag': 1_000 } as const;
  const becomes = (text: string | RegExp, overrides: ProbeOverrides = asked) =>
    vi.waitFor(async () => {
      const found = await probe(replica, overrides);
      if (typeof text === 'string') expect(found).toBe(text);
      else expect(found).toMatch(text);
    }, PATIENCE);

  beforeAll(async () => {
    await Promise.all([makeMariadbData(from), makeMariadbData(to)]);
    primary = await startMariadb(from, 'server-id=1', 'log-bin=binlog');
    replica = await startMariadb(to, 'server-id=2', 'read-only=1');
    await run(
      from,
      "CREATE USER copy@'%' IDENTIFIED BY 'copy'",
      "GRANT REPLICATION SLAVE ON *.* TO copy@'%'",
      'CREATE DATABASE d',
      'CREATE TABLE d.t (n int PRIMARY KEY)',
    );
    const host = `MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_CONNECT_RETRY=1`;
    const how = `MASTER_USER='copy', MASTER_PASSWORD='copy', MASTER_USE_GTID=slave_pos`;
    await run(to, `CHANGE MASTER TO ${host}, ${how}`, 'START SLAVE');
  }, 120_000);
  afterAll(async () => {
    for (const server of [replica, primary]) await server?.process.stop();
    for (const folder of [from, to]) folder.remove();
  }, 60_000);

  it('that keeps up is a replica, which its primary is not', async () => {
    await becomes('L7OK');
    expect(await probe(replica, { role: 'primary' })).toBe('L7STS the role is replica, not primary');
    expect(await probe(primary, { role: 'primary' })).toBe('L7OK');
    expect(await probe(primary, asked)).toBe('L7STS the role is primary, not replica');
    // A replica on which anybody may write is taken for a primary.
    await run(to, 'SET GLOBAL read_only = 0');
    expect(await probe(replica, asked)).toBe('L7STS the role is primary, not replica');
    expect(await probe(replica, { 'max-lag': 1_000 })).toBe('L7OK');
    await run(to, 'SET GLOBAL read_only = 1');
    expect(await probe(replica, asked)).toBe('L7OK');
  });

  it('that cannot apply what comes is late by ever more', async () => {
    const hold = startUnprivileged(
      'mariadb',
      client(to, 'LOCK TABLES d.t READ; SELECT GET_LOCK("held", 0), SLEEP(120)'),
      '/',
    );
    const isHeld = "SELECT 1 FROM dual WHERE IS_USED_LOCK('held') IS NOT NULL";
    await becomes(/^L7OK/, { query: isHeld });
    await run(from, 'INSERT INTO d.t VALUES (1)');
    await becomes(/^L7STS the replica is \d+ s behind, over 1 s$/);
    expect(await probe(replica, { role: 'replica', 'max-lag': 3_600_000 })).toMatch(/^L7OK/);
    await hold.stop('SIGKILL');
    await becomes('L7OK');
  }, 120_000);

  it('that is delayed on purpose is late by that', async () => {
    await run(to, 'STOP SLAVE', 'CHANGE MASTER TO MASTER_DELAY=3600', 'START SLAVE');
    await becomes('L7OK');
    await run(from, 'INSERT INTO d.t VALUES (2)');
    await becomes(/^L7STS the replica is \d+ s behind, over 1 s$/);
    await run(to, 'STOP SLAVE', 'CHANGE MASTER TO MASTER_DELAY=0', 'START SLAVE');
    await becomes('L7OK');
  }, 120_000);

  it('that stands still is down, whatever is behind', async () => {
    const stands = (receives: string, applies: string) =>
      `L7STS replication does not run (it receives: ${receives}, applies: ${applies})`;
    await run(to, 'STOP SLAVE SQL_THREAD');
    await becomes(stands('Yes', 'No'));
    expect(await probe(replica, { role: 'replica' })).toBe('L7OK');
    await run(to, 'START SLAVE SQL_THREAD', 'STOP SLAVE IO_THREAD');
    await becomes(stands('No', 'Yes'));
    await run(to, 'START SLAVE');
    await becomes('L7OK');
    // A row that stands there already ends the thread that applies.
    await run(to, 'SET sql_log_bin = 0', 'INSERT INTO d.t VALUES (3)');
    await run(from, 'INSERT INTO d.t VALUES (3)');
    await becomes(stands('Yes', 'No'));
    await run(to, 'DELETE FROM d.t WHERE n = 3', 'START SLAVE');
    await becomes('L7OK');
  }, 120_000);

  it('that has lost its primary is down when lag counts; one that has forgotten it replicates from nobody', async () => {
    await primary.process.stop();
    await becomes('L7STS replication does not run (it receives: Connecting, applies: Yes)');
    expect(await probe(replica, { role: 'replica' })).toBe('L7OK');
    await run(to, 'STOP SLAVE', 'RESET SLAVE ALL');
    expect(await probe(replica, asked)).toBe('L7STS it replicates from no server');
    expect(await probe(replica, { 'max-lag': 1_000 })).toBe('L7OK');
    await run(to, 'SET GLOBAL read_only = 0');
    expect(await probe(replica, { role: 'primary' })).toBe('L7OK');
  }, 120_000);
});
