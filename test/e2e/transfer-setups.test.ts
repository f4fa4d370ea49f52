// The setups of docs/transfers.md in which other servers take part, with the files as they stand there: only addresses are those of a test.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, until } from '../support/ask.js';
import { fileOf, readPages } from '../support/markdown.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const page = readPages().find(({ path }) => path === 'docs/transfers.md')!;

/** A file of the page. */
function shown(file: string): string {
  return page.blocks.find(block => fileOf(block) === file)!.text;
}

/** A backend that answers on an address of this machine. */
async function backend(host: string, port: number): Promise<Server> {
  const server = createServer((_, response) => void response.end('ok')).listen(port, host);
  await new Promise(resolve => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return server;
}

/** Has a program end with the test. */
function ending(running: Running): Running {
  onTestFinished(async () => {
    await running.stop('SIGKILL');
  });
  return running;
}

test('a zone of BIND comes, follows its edits, and dead members are left out', async context => {
  context.skip(...needs('named'));
  const [bind, rondo] = [await quietPort(), await quietPort()];
  const first = await backend('127.0.0.11', 0);
  const { port } = first.address() as AddressInfo;
  await backend('127.0.0.12', port);
  const zone = shown('bind/shop.example.zone').replaceAll('198.51.100.', '127.0.0.');
  const zoneFile = folder.write('shop.example.zone', zone);
  const conf = shown('bind/named.conf.local')
    .replace('/etc/bind/shop.example.zone', zoneFile)
    .replace('192.0.2.53;', `127.0.0.1 port ${rondo};`);
  const options = `options {
  directory "${folder.path}"; listen-on port ${bind} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; pid-file none; lock-file none; session-keyfile none; notify-delay 0;
};
controls { };
`;
  const named = ending(
    start(program('named')!, ['-g', '-n', '1', '-c', folder.write('own.conf', options + conf)]),
  );
  const config = shown('secondary/rondo.yaml')
    .replace('listen: 192.0.2.53', `listen: 127.0.0.1:${rondo}\nstate: state.json\nadmin: off`)
    .replace('address: 192.0.2.1,', `address: 127.0.0.1, port: ${bind},`)
    .replace('port: 80,', `port: ${port}, interval: 200ms, rise: 1,`);
  folder.write('rondo.yaml', config);
  await named.says(/running/);
  await answering(ending(startServe([], folder.path)));
  const www = () => addresses(rondo, 'www.shop.example A').catch(() => []);
  await until(www, list => list.join() === '127.0.0.11,127.0.0.12');
  expect((await ask(rondo, 'mail.shop.example A')).answer).toHaveLength(1);
  first.closeAllConnections();
  first.close();
  await until(www, list => list.join() === '127.0.0.12');
  // Who edits the zone at BIND sees it here, and a member that is dead is not handed out then, either.
  folder.write('shop.example.zone', `${zone.replace('hostmaster 1 ', 'hostmaster 2 ')}new A 192.0.2.99\n`);
  named.child.kill('SIGHUP');
  await until(
    async () => (await ask(rondo, 'new.shop.example A')).answer.length,
    count => count === 1,
  );
  expect(await www()).toEqual(['127.0.0.12']);
});

test('NSD and Knot leave a dead member out that Rondo has found, as a primary that nobody asks', async context => {
  context.skip(...needs('nsd', 'knotd'));
  const [nsd, knot, rondo] = [await quietPort(), await quietPort(), await quietPort()];
  const first = await backend('127.0.0.11', 0);
  const { port } = first.address() as AddressInfo;
  await backend('127.0.0.12', port);
  const here = (text: string) => text.replaceAll('198.51.100.', '127.0.0.');
  folder.write(
    'hidden/web.example.yaml',
    here(shown('hidden/web.example.yaml')).replace('port: 80', `port: ${port}, interval: 200ms, rise: 1`),
  );
  const config = shown('hidden/rondo.yaml')
    .replace('listen: 192.0.2.1', `listen: 127.0.0.1:${rondo}\nstate: state.json\nadmin: off`)
    .replace('192.0.2.53,', `127.0.0.1, port: ${nsd},`)
    .replace('192.0.2.54,', `127.0.0.1, port: ${knot},`);
  folder.write('hidden/rondo.yaml', config);
  const own = `server:
  ip-address: 127.0.0.1@${nsd}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder.at('nsd')}"
  pidfile: "${folder.at('nsd/pid')}"
  xfrdfile: "${folder.at('nsd/xfrd.state')}"
  zonelistfile: "${folder.at('nsd/zone.list')}"
  xfrdir: "${folder.at('nsd')}"
remote-control:
  control-enable: no
`;
  const nsdConf = shown('hidden/nsd.conf')
    .replace('allow-notify: 192.0.2.1', 'allow-notify: 127.0.0.1')
    .replace('request-xfr: 192.0.2.1', `request-xfr: 127.0.0.1@${rondo}`);
  ending(start(program('nsd')!, ['-d', '-c', folder.write('nsd/nsd.conf', own + nsdConf)]));
  const knotOwn = `server:
  rundir: "${folder.at('knot')}"
  listen: 127.0.0.1@${knot}
database:
  storage: "${folder.at('knot')}"
template:
  - id: default
    storage: "${folder.at('knot')}"
`;
  const knotConf = shown('hidden/knot.conf')
    .replace('address: 192.0.2.1\n', `address: 127.0.0.1@${rondo}\n`)
    .replace('address: 192.0.2.1\n', 'address: 127.0.0.1\n');
  ending(start(program('knotd')!, ['-c', folder.write('knot/knot.conf', knotOwn + knotConf)]));
  await answering(ending(startServe([], folder.at('hidden'))));
  const both = () =>
    Promise.all([nsd, knot].map(each => addresses(each, 'www.web.example A').catch(() => [])));
  await until(both, lists => lists.every(list => list.join() === '127.0.0.11,127.0.0.12'));
  first.closeAllConnections();
  first.close();
  await until(both, lists => lists.every(list => list.join() === '127.0.0.12'));
  const [www] = (await ask(knot, 'www.web.example A')).answer;
  expect(www.ttl).toBe(5);
});

test('external-dns sees the zone, and changes what its key may change', async context => {
  context.skip(...needs('nsupdate', 'dig'));
  const [host, rondo] = ['127.0.0.1', await quietPort()];
  for (const name of ['external-dns.key', 'apps.example.zone'])
    folder.write(`kubernetes/${name}`, shown(`kubernetes/${name}`));
  folder.write(
    'kubernetes/rondo.yaml',
    shown('kubernetes/rondo.yaml').replace(
      'listen: 192.0.2.1',
      `listen: ${host}:${rondo}\nstate: state.json\nadmin: off`,
    ),
  );
  await answering(ending(startServe([], folder.at('kubernetes'))));
  const key = ['-k', folder.at('kubernetes/external-dns.key')];
  const send = async (lines: string) => {
    const here = lines.replace('server 192.0.2.1', `server ${host} ${rondo}`);
    return finish(program('nsupdate')!, [...key, folder.write('lines', here)]);
  };
  const records = async () => {
    const { stdout } = await finish(program('dig')!, [
      ...[`@${host}`, '-p', String(rondo), ...key, 'apps.example', 'AXFR', '+noall', '+answer'],
    ]);
    return stdout.split('\n').flatMap(line => /^(a-)?web\.\S+\s+60\s+IN\s+(A|TXT)\s/.exec(line)?.[2] ?? []);
  };
  expect(await records()).toEqual([]);
  expect(await send(shown('kubernetes/by-hand'))).toMatchObject({ status: 0 });
  expect((await records()).sort()).toEqual(['A', 'TXT']);
  expect(await addresses(rondo, 'web.apps.example A')).toEqual(['198.51.100.7']);
  // A record goes, and another comes: this is how external-dns changes one.
  const changed = shown('kubernetes/by-hand')
    .replace(/update add web.* A .*/, 'update delete web.apps.example A\n$&')
    .replace('198.51.100.7\nupdate add a-', '198.51.100.8\nupdate add a-');
  expect(await send(changed)).toMatchObject({ status: 0 });
  expect(await addresses(rondo, 'web.apps.example A')).toEqual(['198.51.100.8']);
  const { stderr } = await send(
    'server 192.0.2.1\nzone apps.example\nupdate add x.apps.example 60 MX 1 mail.apps.example\nsend\n',
  );
  expect(stderr).toContain('REFUSED');
});
