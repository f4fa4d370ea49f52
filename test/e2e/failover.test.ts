// The exercise with PostgreSQL in the README: a real primary and its replica, and a failover.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, until } from '../support/ask.js';
import { PGSQL, readPages } from '../support/markdown.js';
import { makeData, type PostgresServer, startPostgres } from '../support/postgresql.js';
import { needs } from '../support/programs.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { finishUnprivileged, startUnprivileged } from '../support/unprivileged.js';

const [readme] = readPages();
const FAST = 20_000;

/** The text of a block of the README. @param has what only that block has */
function blockOf(info: string, has: string): string {
  const found = readme.blocks.find(block => block.info === info && block.text.includes(has));
  if (found === undefined) throw new Error(`the README has no ${info} with ${has}`);
  return found.text;
}

describe.skipIf(needs('postgres', 'initdb', 'pg_basebackup', 'pg_ctl', 'psql', 'setpriv')[0])(
  'a failover of PostgreSQL',
  () => {
    const folder = new TempFolder();
    let primary: PostgresServer;
    let replica: PostgresServer;

    beforeAll(async () => {
      const data = await makeData(folder);
      const lines = ['trust all,replication trust', 'probe all scram-sha-256'].map(line => line.split(' '));
      const logins = lines.map(([user, databases, how]) => `host ${databases} ${user} 127.0.0.0/8 ${how}\n`);
      folder.write('primary/pg_hba.conf', logins.join(''));
      primary = await startPostgres(data, ['max_wal_senders=4']);
      const to = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'trust'];
      const password = blockOf('ini probe.password', '').trim();
      const role = `CREATE ROLE probe LOGIN PASSWORD '${password}'`;
      await finishUnprivileged('psql', ['--quiet', '-c', role, ...to, 'postgres'], '/');
      const how = ['--checkpoint=fast', '--no-sync', '--wal-method=stream', '--write-recovery-conf'];
      await finishUnprivileged('pg_basebackup', ['-D', folder.at('replica'), ...how, ...to], folder.path);
      replica = await startPostgres(folder.at('replica'), [
        'listen_addresses=127.0.0.2',
        'max_wal_senders=4',
      ]);
    }, 60_000);

    afterAll(async () => {
      await replica?.process.stop('SIGQUIT');
      await primary?.process.stop('SIGQUIT');
      folder.remove();
    });

    test('who writes is led to the primary, before and after', async () => {
      const ports = `[127.0.0.1:${primary.port}, 127.0.0.2:${replica.port}]`;
      const zone = blockOf('yaml zone', 'zone: db.test').replaceAll(/(?<=members: )\[.*\]/g, ports);
      folder.write('zones/db.test.yaml', zone);
      folder.write('probe.password', blockOf('ini probe.password', ''));
      const config = `${blockOf('yaml rondo.yaml', 'db.test.yaml')}listen: [127.0.0.1:0]\nforward: off\ncontrol: off\n`;
      folder.write('rondo.yaml', config);
      const { server, port } = await answering(startServe([], folder.path));
      onTestFinished(async () => void (await server.stop('SIGKILL')));
      const seen = async (pool: string) => (await addresses(port, `${pool}.db.test A`)).join(' ');
      const session = blockOf(PGSQL, 'write.db.test');
      const [before, read, after] = [...session.matchAll(/\+short \w+\.db\.test\n([\d.]+)\n/g)].map(
        ([, shown]) => shown,
      );
      expect(
        await until(
          () => seen('write'),
          text => text === before,
          FAST,
        ),
      ).toBe(before);
      expect(await seen('read')).toBe(read);
      await primary.process.stop('SIGINT');
      await until(
        async () => (await ask(port, 'write.db.test A')).rcode,
        rcode => rcode === 2,
        FAST,
      );
      const promoted = startUnprivileged('pg_ctl', ['-D', folder.at('replica'), 'promote'], folder.path);
      expect(await promoted.gone()).toBe(0);
      expect(
        await until(
          () => seen('write'),
          text => text === after,
          FAST,
        ),
      ).toBe(after);
    });
  },
);
