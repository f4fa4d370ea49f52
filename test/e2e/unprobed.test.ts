// Members of a pool without a probe: operators take them out and back, and everything says so.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, ask } from '../support/ask.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let served: Served;

beforeAll(async () => {
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      '  app: { members: [192.0.2.1, { address: 192.0.2.2, tags: rack1 }, 192.0.2.3] }',
      '  one: { members: [192.0.2.9] }',
      '',
    ].join('\n'),
  );
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nforward: off\nzones: [pool.example.yaml]\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const verb = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);

/** The addresses of the next answer, in its order. */
async function next(): Promise<string[]> {
  return answers(await ask(served.port, 'app.pool.example A')).map(line => line.split(' ').at(-1)!);
}

const addresses = async () => (await next()).sort();

test('a member is drained at once, is shown so, and stays so across a restart', async () => {
  expect(await addresses()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  const { stdout, status } = await verb('drain', 'rack1', '--reason', 'new kernel');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^192\.0\.2\.2 in app\.pool\.example A: drain, weight 1, by .+ \(new kernel\)\n$/);
  expect(await addresses()).toEqual(['192.0.2.1', '192.0.2.3']);
  const shown = (await verb('status')).stdout;
  expect(shown).toMatch(/^members {4}3: 2 up, 1 drained$/m);
  expect(shown).toMatch(/^ {2}192\.0\.2\.1 +no probe +\d+s +50% /m);
  expect(shown).toMatch(/^ {2}192\.0\.2\.2 +DRAIN \(no probe\) +\d+s +0% .*by [^:]+: new kernel$/m);
  expect((await verb('explain', 'app.pool.example')).stdout).toMatch(/192\.0\.2\.2 +out .*drained/);
  expect((await verb('whatif', '--maint', '192.0.2.1', 'app.pool.example')).stdout).toContain('192.0.2.3');
  await served.server.stop();
  served = await serveControlled(folder.path, sockets);
  expect(await addresses()).toEqual(['192.0.2.1', '192.0.2.3']);
  await verb('ready', 'all');
  expect(await addresses()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
});

test('one that is alone in its pool is no member, and the answer says what makes it one', async () => {
  const { status, stderr } = await verb('drain', '192.0.2.9');
  expect(status).toBe(64);
  expect(stderr).toContain('no pool has a member 192.0.2.9');
  expect(stderr).toContain('an address that stands alone and has no probe is none');
});

test('with a weight, members share first places by it', async () => {
  await verb('weight', '192.0.2.3', '3');
  const first: string[] = [];
  for (let turn = 0; turn < 10; turn++) {
    first.push((await next())[0]);
  }
  expect(first.filter(address => address === '192.0.2.3')).toHaveLength(6);
  await verb('weight', '192.0.2.3', 'file');
});
