// The walk-through of the README with the real programs: two python3 backends, dig, and the server as shipped, but for the ports of
// the backends: those that happen to be free.
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isWithin } from '../support/patience.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { serve } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NAME = 'my-awesome-highload-app.local';
const ZONE = `zones/${NAME}.yaml`;

const missing = needs('dig', 'python3');

describe('the walk-through', () => {
  const folder = new TempFolder();
  const ports: number[] = [];
  let server: Running;
  let port: number;
  let upstream: StubUpstream;
  const backends = new Map<number, Running>();

  async function startBackend(number: number): Promise<void> {
    const args = ['-u', '-m', 'http.server', `${ports[number]}`, '--bind', `127.0.0.${number}`];
    const backend = start('python3', args, folder.at(`backend${number}`));
    await backend.says(/Serving HTTP/);
    backends.set(number, backend);
  }

  const dig = async (...args: string[]) =>
    (await finish('dig', ['@127.0.0.1', '-p', String(port), '+nocookie', ...args])).stdout;
  const addresses = async () => (await dig(NAME, '+short')).trim().split('\n');

  /** Asks again and again until the answer is the one expected; the limit is the one promised to users. */
  async function eventually(limitMs: number, wanted: (addresses: string[]) => boolean): Promise<string[]> {
    const from = performance.now();
    for (;;) {
      const found = await addresses();
      if (wanted(found) || !isWithin(limitMs, performance.now() - from)) return found;
    }
  }

  beforeEach(context => context.skip(...missing));

  beforeAll(async () => {
    if (missing[0]) return;
    let zone = readFileSync(join(ROOT, ZONE), 'utf8');
    for (const number of [1, 2]) {
      folder.write(`backend${number}/index.html`, `backend ${number}\n`);
      ports[number] = await quietPort();
      await startBackend(number);
      expect(zone).toContain(`port: 808${number} `);
      zone = zone.replace(`port: 808${number} `, `port: ${ports[number]} `);
    }
    cpSync(join(ROOT, 'rondo.yaml'), folder.at('rondo.yaml'));
    folder.write(ZONE, zone);
    upstream = await StubUpstream.start('192.0.2.77');
    ({ server, port } = await serve(
      ['--admin', 'off', '--forward', `127.0.0.1:${upstream.port}`],
      folder.path,
    ));
  });

  afterAll(async () => {
    if (missing[0]) return;
    await server?.stop();
    for (const backend of backends.values()) await backend.stop();
    upstream?.close();
    folder.remove();
  });

  test('dig shows two A records with TTL 0', async () => {
    const answer = await dig(NAME);
    expect(answer).toContain('status: NOERROR');
    expect(answer).toMatch(/flags: qr aa rd ra;/);
    expect(answer).toMatch(/ANSWER: 2/);
    expect(answer).toMatch(/my-awesome-highload-app\.local\.\s+0\s+IN\s+A\s+127\.0\.0\.1/);
    expect(answer).toMatch(/my-awesome-highload-app\.local\.\s+0\s+IN\s+A\s+127\.0\.0\.2/);
    expect(answer).toContain('udp: 1232');
    expect(answer).toMatch(/MSG SIZE\s+rcvd: 90/);
    expect(answer).not.toContain('EDE');
  });

  test('the order moves on with each query', async () => {
    const [first, second] = [await addresses(), await addresses()];
    expect(second).toEqual([...first].reverse());
  });

  test('over 100 queries each address is first 50 times', async () => {
    const questions = Array.from({ length: 100 }, () => NAME);
    const { stdout } = await finish('dig', [
      '@127.0.0.1',
      '-p',
      String(port),
      '+nocookie',
      '+noall',
      '+answer',
      ...questions.flatMap(name => [name, 'A', '+noall', '+answer']),
    ]);
    const records = stdout
      .trim()
      .split('\n')
      .map(line => line.split(/\s+/)[4]);
    const firsts = records.filter((_, index) => index % 2 === 0);
    expect(records).toHaveLength(200);
    expect(firsts.filter(address => address === '127.0.0.1')).toHaveLength(50);
    expect(firsts.filter(address => address === '127.0.0.2')).toHaveLength(50);
  });

  test('a stopped backend is gone within 3 s, and dig says why', async () => {
    await backends.get(2)?.stop();
    expect(await eventually(3000, found => found.length === 1)).toEqual(['127.0.0.1']);
    for (let count = 0; count < 10; count++) expect(await addresses()).toEqual(['127.0.0.1']);
    const answer = await dig(NAME);
    const backend = `127\\.0\\.0\\.2:${ports[2]}`;
    expect(answer).toMatch(new RegExp(`EDE: \\d+.*${backend}.*L4CON`));
    await server.says(new RegExp(`${backend} is down: L4CON`));
  });

  test('started again, it comes back', async () => {
    await startBackend(2);
    expect((await eventually(6000, found => found.length === 2)).sort()).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(await dig(NAME)).not.toContain('EDE');
  });

  test('with both stopped, both are handed out, with a reason and a warning', async () => {
    const from = server.output.length;
    await backends.get(1)?.stop();
    await backends.get(2)?.stop();
    await server.says(/no live member.*fail open/, from);
    const answer = await dig(NAME);
    expect(answer).toMatch(/ANSWER: 2/);
    expect(answer).toMatch(/EDE: .*fail open/);
  });

  test('other names are forwarded, and the answer comes back unchanged', async () => {
    const answer = await dig('www.example.org');
    expect(answer).toMatch(/flags: qr rd ra;/);
    expect(answer).toMatch(/www\.example\.org\.\s+77\s+IN\s+A\s+192\.0\.2\.77/);
    expect(answer).toContain('udp: 1400');
    expect(upstream.asked).toContain('www.example.org');
  });

  test('SIGTERM ends the server with status 0', async () => {
    expect(await server.stop('SIGTERM')).toBe(0);
  });
});
