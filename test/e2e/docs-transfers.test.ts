// The setups of docs/transfers.md start as they stand there, and the one with a key hands its zone to who has that.
import { afterAll, expect, test } from 'vitest';
import { framed, TcpClient } from '../support/ask.js';
import { fileOf, readPages } from '../support/markdown.js';
import { buildQuery } from '../support/query.js';
import { serveInTest } from '../support/rondo.js';
import { keyFor, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const blocks = readPages()
  .find(({ path }) => path === 'docs/transfers.md')!
  .blocks.flatMap(block => {
    const file = fileOf(block);
    return file === undefined ? [] : [{ file, text: block.text }];
  });
const setups = blocks.filter(({ file }) => file === 'rondo.yaml').map(({ text }) => text);

async function rcodeOf(port: number, query: Uint8Array): Promise<number | undefined> {
  const client = await TcpClient.open(port);
  client.send(framed(query));
  const answer = await client.next();
  client.socket.destroy();
  return answer?.rcode;
}

test('each starts, and no zone goes to who is not named', async () => {
  expect(setups.length).toBeGreaterThan(3);
  for (const { file, text } of blocks) if (file !== 'rondo.yaml') folder.write(file, text);
  for (const text of setups) {
    folder.write(
      'rondo.yaml',
      `${text}\nadmin: off\ncontrol: off\nforward: off\nstate: ${folder.at('state')}\n`,
    );
    const { server, port } = await serveInTest([], folder.path);
    const axfr = buildQuery('example.org AXFR', { edns: false });
    // Refused; of a copy that is not there yet, SERVFAIL; NOTAUTH where there is no such zone.
    expect([5, 2, 9], text).toContain(await rcodeOf(port, axfr));
    const secret = /keys: .*secret: "([^"]+)"/.exec(text)?.[1];
    if (secret !== undefined) {
      const { request } = signedRequest(
        keyFor('xfr.', 'hmac-sha256', secret),
        axfr,
        Math.floor(Date.now() / 1_000),
      );
      expect(await rcodeOf(port, request)).toBe(0);
    }
    expect(server.output).not.toMatch(/"level":"error"/);
    await server.stop('SIGKILL');
  }
}, 120_000);
