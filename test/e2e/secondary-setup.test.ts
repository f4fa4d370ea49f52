// The setup of docs/transfers.md in which Rondo is a secondary of BIND, with the files as they stand there: only addresses are those of a test.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, until } from '../support/ask.js';
import { fileOf, readPages } from '../support/markdown.js';
import { start } from '../support/processes.js';
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
  const named = start(program('named')!, ['-g', '-n', '1', '-c', folder.write('own.conf', options + conf)]);
  onTestFinished(async () => {
    await named.stop('SIGKILL');
  });
  const config = shown('secondary/rondo.yaml')
    .replace('listen: 192.0.2.53', `listen: 127.0.0.1:${rondo}\nstate: state.json\nadmin: off`)
    .replace('address: 192.0.2.1,', `address: 127.0.0.1, port: ${bind},`)
    .replace('port: 80,', `port: ${port}, interval: 200ms, rise: 1,`);
  folder.write('rondo.yaml', config);
  await named.says(/running/);
  const server = startServe([], folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  await answering(server);
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
