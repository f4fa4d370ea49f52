// Which name servers of a resolv.conf are asked: those that the real dnsmasq says it uses.
import { utimesSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { needsDnsmasq } from '../support/dnsmasq.js';
import { start } from '../support/processes.js';
import { program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { TempFolder } from '../support/temp-folder.js';

const missing = needsDnsmasq();

const FILES = {
  many: `# nameserver 127.0.0.8
search corp.example
nameserver 127.0.0.9
server 127.0.0.10
  nameserver\t127.0.0.11
nameserver ::1
nameserver 127.0.0.9
nameserver dns.example
nameserver 127.0.0.13#5353
nameserver
options edns0
`,
  one: 'nameserver 127.0.0.20\n',
};

/** Lines with `|` between them. */
const CONFS = [
  'resolv-file=@many',
  'resolv-file=@many|server=192.0.2.1|server=/x.test/192.0.2.2',
  'resolv-file=@many|resolv-file=@one',
  'resolv-file=@one|resolv-file=@many',
  'resolv-file=@many|resolv-file=@none',
  'resolv-file=|server=192.0.2.1',
  'resolv-file|resolv-file=@one',
  'resolv-file=@one|resolv-file',
  'resolv-file=@one|no-poll',
  'no-resolv|resolv-file=@one|server=192.0.2.1',
  'resolv-file=@one|server=/x.test/192.0.2.2',
];

describe('name servers of a resolv.conf', () => {
  const folder = new TempFolder();
  beforeEach(context => context.skip(...missing));
  afterAll(() => folder.remove());

  async function usedByDnsmasq(file: string): Promise<string[]> {
    const port = await quietPort();
    const args = ['--no-daemon', '--no-hosts', '--log-facility=-', '--bind-interfaces'];
    const listen = ['--listen-address=127.0.0.1', `--port=${port}`, `--conf-file=${file}`];
    const server = start(program('dnsmasq')!, [...args, ...listen]);
    try {
      await server.says(/cleared cache/);
    } finally {
      await server.stop();
    }
    const used = server.output.matchAll(/using nameserver (\S+)#53(?! for)/g);
    return [...new Set([...used].map(([, address]) => address))].sort();
  }

  test.each(CONFS)('%s', async conf => {
    for (const [name, text] of Object.entries(FILES)) folder.write(name, text);
    utimesSync(folder.at('many'), 1_700_000_000, 1_700_000_000);
    const text = conf.replaceAll('|', '\n').replaceAll('@', `${folder.path}/`);
    const file = folder.write('d.conf', `${text}\n`);
    const { forwards } = loadConfig({ overrides: { zones: [file] } });
    const own = forwards.flatMap(({ domain, to }) =>
      domain === undefined && typeof to !== 'string' ? to.map(({ address }) => address) : [],
    );
    expect(own.sort()).toEqual(await usedByDnsmasq(file));
  });
});
