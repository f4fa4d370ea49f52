// Edits of a running server whose pools are probed: no dead member shows up, and no edit is lost.
import { createServer, type Server } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { deadUpstream } from '../forward/stub-upstream.js';
import { addresses, ask, until } from '../support/ask.js';
import { answering, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  const own = new TempFolder();
  // Hooks of a test run in reverse order: its servers, which write there, have ended before.
  onTestFinished(() => own.remove());
  folder = own;
});

describe('health', () => {
  /** Accepts connections, which is all that a tcp probe wants. */
  async function backend(onConnection: () => void = () => undefined): Promise<Server & { port: number }> {
    const server = createServer(socket => {
      onConnection();
      socket.on('error', () => socket.destroy()).resume();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const bound = server.address();
    return Object.assign(server, { port: typeof bound === 'object' && bound !== null ? bound.port : 0 });
  }

  const pool = (probe: string, ports: readonly number[], text: string) =>
    [
      'zone: shop.example',
      'pools:',
      '  www:',
      `    probe: { ${probe}, interval: 60s }`,
      '    members:',
      ...ports.map((port, index) => `      - { address: 127.0.0.${index + 1}, port: ${port} }`),
      `records: { "@": { TXT: "${text}" } }`,
      '',
    ].join('\n');

  test('a dead member never shows up while the zone is edited again and again', async () => {
    const { port: live } = await backend();
    const { port: dead } = await deadUpstream();
    folder.write('shop.example.yaml', pool('tcp: true', [live, dead], 'version 0'));
    const { server, port } = await serveInTest(['--zone', 'shop.example.yaml'], folder.path);
    let asked = 0;
    for (let version = 1; version <= 10; version++) {
      const from = server.output.length;
      folder.write('shop.example.yaml', pool('tcp: true', [live, dead], `version ${version}`));
      let isReloaded = false;
      const reloaded = server.says(/"msg":"reloaded"/, from).then(() => {
        isReloaded = true;
      });
      for (let last = false; !last; asked++) {
        last = isReloaded;
        expect(await addresses(port, 'www.shop.example A')).toEqual(['127.0.0.1']);
      }
      await reloaded;
    }
    expect(asked).toBeGreaterThan(10);
    const [, afterwards] = server.output.split('rondo answers on');
    expect(afterwards).not.toMatch(/ is (down|up)/);
  });

  test('an edit during the first round of probes is not lost, and the sockets wait for the round', async () => {
    let probes = 0;
    const { port: silent } = await backend(() => probes++);
    folder.write('shop.example.yaml', pool('http: /, timeout: 1s', [silent], 'before'));
    const server = startServe(['--listen', '127.0.0.1:0', '--zone', 'shop.example.yaml'], folder.path);
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    await until(
      () => probes,
      seen => seen > 0,
    );
    folder.write('shop.example.yaml', pool('http: /, timeout: 1s', [silent], 'after'));
    server.child.kill('SIGHUP');
    expect(server.output).not.toContain('rondo answers on');
    const { port } = await answering(server);
    await until(
      async () => Buffer.from((await ask(port, 'shop.example TXT')).answer[0].rdata.subarray(1)).toString(),
      text => text === 'after',
    );
  });
});
