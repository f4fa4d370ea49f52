// The PostgreSQL probe beside real replication: a replica that applies late, one without its primary, and a logical subscriber.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import { specOf } from '../health/spec.js';
import { copyData, makeData, makeLogins, type PostgresServer, startPostgres } from '../support/postgresql.js';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';
import { finishUnprivileged, startUnprivileged } from '../support/unprivileged.js';

const PATIENCE = { timeout: 30_000, interval: 200 };

/** Without any privilege. */
const login = {
  user: 'scram',
  password: new Attachment('env', 'TEST', 'sésame'),
  database: 'postgres',
} as const;

async function probe({ port }: PostgresServer, overrides: ProbeOverrides): Promise<string> {
  const spec = specOf({ timeoutMs: 5000, ...login, ...overrides, kind: 'pgsql' });
  return resultToText(await runProbe({ address: '127.0.0.1', port, host: '' }, spec));
}

const psql = ({ port }: PostgresServer, ...statements: string[]) => [
  ...['--quiet', '-h', '127.0.0.1', '-p', String(port), '-U', 'trust'],
  ...statements.flatMap(each => ['-c', each]),
  'postgres',
];

const run = (server: PostgresServer, ...statements: string[]) =>
  finishUnprivileged('psql', psql(server, ...statements), '/');

const conninfoOf = ({ port }: PostgresServer) => `host=127.0.0.1 port=${port} user=trust`;

describe.skipIf(needs('postgres', 'initdb', 'pg_basebackup', 'psql', 'setpriv')[0])('replication', () => {
  const folders = [new TempFolder(), new TempFolder()];
  let primary: PostgresServer;
  let replica: PostgresServer;
  let subscriber: PostgresServer;

  beforeAll(async () => {
    const data = await makeData(folders[0]);
    primary = await startPostgres(data, ['wal_level=logical']);
    await makeLogins(primary);
    await run(
      primary,
      'CREATE TABLE t (n int)',
      'GRANT SELECT ON t TO PUBLIC',
      'CREATE PUBLICATION p FOR ALL TABLES',
    );
    const copy = await copyData(primary, folders[0]);
    const conninfo = `primary_conninfo=${conninfoOf(primary)}`;
    replica = await startPostgres(copy, [conninfo], /ready to accept read-only connections/);
    subscriber = await startPostgres(await makeData(folders[1]));
    await makeLogins(subscriber);
    await run(subscriber, 'CREATE TABLE t (n int)');
  }, 120_000);
  afterAll(async () => {
    for (const server of [replica, subscriber, primary]) await server?.process.stop('SIGINT');
    for (const folder of folders) folder.remove();
  }, 60_000);

  it('is not late while the primary is idle', async () => {
    const asked = { role: 'replica', 'max-lag': 100 } as const;
    await vi.waitFor(async () => expect(await probe(replica, asked)).toBe('L7OK'), PATIENCE);
    // The last transaction is much older by now.
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await probe(replica, asked)).toBe('L7OK');
    expect(await probe(primary, { 'max-lag': 100 })).toBe('L7OK');
    expect(await probe(primary, asked)).toBe('L7STS the role is primary, not replica');
  });

  it('is late on a replica that applies late', async () => {
    await run(primary, 'INSERT INTO t VALUES (0)');
    await vi.waitFor(async () => {
      const found = await probe(replica, { query: 'SELECT count(*) FROM t', expect: '1' });
      expect(found).toBe('L7OK');
    }, PATIENCE);
    await run(replica, "ALTER SYSTEM SET recovery_min_apply_delay = '1h'", 'SELECT pg_reload_conf()');
    await run(primary, 'INSERT INTO t VALUES (1)');
    const late = /^L7STS the replica is \d+ m?s behind, over 100 ms$/;
    await vi.waitFor(async () => expect(await probe(replica, { 'max-lag': 100 })).toMatch(late), PATIENCE);
    expect(await probe(replica, { 'max-lag': 3_600_000, query: 'SELECT 1', expect: '1' })).toMatch(/^L7OK/);
    expect(await probe(replica, { 'max-lag': 100, query: 'SELECT 1' })).toMatch(late);
    await run(replica, 'ALTER SYSTEM RESET recovery_min_apply_delay', 'SELECT pg_reload_conf()');
    await vi.waitFor(async () => expect(await probe(replica, { 'max-lag': 100 })).toBe('L7OK'), PATIENCE);
  }, 120_000);

  it('may be logical: there is no replica, but a subscriber', async () => {
    const asked = { role: 'subscriber', 'max-lag': 1_000 } as const;
    const none = 'L7STS the role is not subscriber: this database has no enabled subscription';
    expect(await probe(subscriber, asked)).toBe(none);
    expect(await probe(replica, asked)).toBe('L7STS the role is replica, not subscriber');
    await run(
      subscriber,
      `CREATE SUBSCRIPTION s CONNECTION '${conninfoOf(primary)} dbname=postgres' PUBLICATION p`,
    );
    await vi.waitFor(async () => expect(await probe(subscriber, asked)).toBe('L7OK'), PATIENCE);
    expect(await probe(subscriber, { role: 'subscriber' })).toBe('L7OK');
    expect(await probe(subscriber, { role: 'primary' })).toBe('L7OK');
    expect(await probe(subscriber, { ...asked, database: 'template1' })).toBe(none);
    // A table that is held there keeps what comes from being applied.
    const hold = 'BEGIN; LOCK TABLE t; SELECT pg_sleep(60)';
    const held = startUnprivileged('psql', psql(subscriber, hold), '/');
    await vi.waitFor(
      async () =>
        expect(
          await probe(subscriber, { query: "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'" }),
        ).toBe('L7OK'),
      PATIENCE,
    );
    await run(primary, 'INSERT INTO t VALUES (2)');
    const late = /^L7STS the subscriber is \d+ s behind, over 1 s$/;
    await vi.waitFor(async () => expect(await probe(subscriber, asked)).toMatch(late), PATIENCE);
    await run(
      subscriber,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'",
    );
    await held.gone();
    await vi.waitFor(async () => expect(await probe(subscriber, asked)).toBe('L7OK'), PATIENCE);
    await run(subscriber, 'ALTER SUBSCRIPTION s DISABLE');
    expect(await probe(subscriber, asked)).toBe(none);
    await run(subscriber, 'ALTER SUBSCRIPTION s ENABLE');
    await vi.waitFor(async () => expect(await probe(subscriber, asked)).toBe('L7OK'), PATIENCE);
  }, 180_000);

  it('ends with the primary, which nobody can be known to keep up with', async () => {
    await primary.process.stop('SIGINT');
    await vi.waitFor(async () => {
      const found = await probe(replica, { role: 'replica', 'max-lag': 100 });
      expect(found).toMatch(/^L7STS the replica is \d+ s behind, over 100 ms$/);
      expect(await probe(subscriber, { role: 'subscriber', 'max-lag': 1_000 })).toBe(
        'L7STS 1 of 1 subscriptions do not run',
      );
    }, PATIENCE);
    expect(await probe(replica, { role: 'replica' })).toBe('L7OK');
  }, 120_000);
});
