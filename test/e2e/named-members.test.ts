// Members by name through the real command: an upstream whose answers change, go away and come back, over a restart, too.
import { decode, encode } from 'dns-packet';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type Received, startStub } from '../forward/stub-upstream.js';
import { addresses, ask, extendedErrors } from '../support/ask.js';
import { PATIENCE_MS } from '../support/patience.js';
import { rondo, serveControlled, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

/** By `NAME TYPE`: records; NXDOMAIN for all else. */
type Known = Record<string, readonly unknown[]>;

/** An upstream with a TTL of 1 s; it is silent when it knows nothing at all. */
async function upstreamWith(known: { now: Known | undefined }) {
  const respond = ({ query, send }: Received) => {
    if (known.now === undefined) return;
    const { id, questions = [] } = decode(query);
    const [{ name, type }] = questions;
    const found = known.now[`${name} ${type}`];
    const isThere = Object.keys(known.now).some(key => key.startsWith(`${name} `));
    const answers = (found ?? []).map(data => ({ type, name, ttl: 1, data }) as never);
    send(encode({ type: 'response', id, flags: isThere ? 0x180 : 0x183, questions, answers }));
  };
  const upstream = await startStub(respond);
  onTestFinished(() => upstream.close());
  return upstream;
}

const ZONE = `zone: x.test
pools:
  "@": { members: [{ host: app1.up.example, port: 80, tags: rack1 }, { address: 192.0.2.70, port: 80 }] }
  service: { members: { from: dns, name: _http._tcp.up.example } }
  other: { members: [{ host: x.test }, { host: here.x.test }] }
  round: { members: [{ host: back.x.test }, 192.0.2.71] }
  back: { members: [{ host: round.x.test }, 192.0.2.72] }
records:
  here: { A: 127.0.0.9 }
`;

test('members follow their names, stay when these fail, and outlive a restart', async () => {
  const known: { now: Known | undefined } = {
    now: {
      'app1.up.example A': ['192.0.2.1', '192.0.2.2', '127.0.0.1'],
      'app2.up.example A': ['192.0.2.3'],
      '_http._tcp.up.example SRV': [
        { target: 'app1.up.example', port: 7210, priority: 1, weight: 60 },
        { target: 'app2.up.example', port: 7211, priority: 2, weight: 45 },
      ],
    },
  };
  const upstream = await upstreamWith(known);
  folder.write('x.test.yaml', ZONE);
  const lines = ['listen: [127.0.0.1:0]', 'zones: x.test.yaml', `state: ${folder.at('state.json')}`];
  const sockets = folder.at('sockets');
  folder.write(
    'rondo.yaml',
    [...lines, `control: ${sockets}`, `forward: 127.0.0.1:${upstream.port}`, ''].join('\n'),
  );
  let { port, server } = await serveControlled(folder.path, sockets);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const all = async (name: string) => (await addresses(port, `${name} A`)).sort();
  const becomes = (name: string, ...expected: string[]) =>
    expect.poll(() => all(name), { timeout: PATIENCE_MS }).toEqual(expected);

  await becomes('x.test', '192.0.2.1', '192.0.2.2', '192.0.2.70');
  await becomes('service.x.test', '192.0.2.1', '192.0.2.2');
  await becomes('other.x.test', '127.0.0.9', '192.0.2.1', '192.0.2.2', '192.0.2.70');
  await becomes('round.x.test', '192.0.2.71');
  await becomes('back.x.test', '192.0.2.72');
  await server.says(/127\.0\.0\.1 is not used: it is of this machine itself/);
  await server.says(/a circle: back\.x\.test, which asks for round\.x\.test/);

  const status = await rondo(['status', 'x.test', '--control', sockets], folder.path);
  expect(status.stdout).toContain('app1.up.example (192.0.2.1:80)');
  const drained = await rondo(['drain', 'app1.up.example', '--control', sockets], folder.path);
  expect(drained.stdout).toContain('192.0.2.2:80 in x.test A: drain');
  await becomes('x.test', '192.0.2.70');

  known.now = { 'app1.up.example A': ['192.0.2.2', '192.0.2.4'] };
  await becomes('x.test', '192.0.2.4', '192.0.2.70');
  await becomes('other.x.test', '127.0.0.9', '192.0.2.2', '192.0.2.4', '192.0.2.70');
  await becomes('service.x.test', '192.0.2.3');
  await server.says(/_http\._tcp\.up\.example cannot be looked up \(NXDOMAIN\)/);

  await server.stop('SIGTERM');
  known.now = undefined;
  ({ port, server } = await serveInTest([], folder.path));
  await becomes('x.test', '192.0.2.4', '192.0.2.70');
  await becomes('other.x.test', '127.0.0.9', '192.0.2.2', '192.0.2.4', '192.0.2.70');
  await server.says(/app1\.up\.example (?:cannot be|is not) looked up/);
});

test('a pool whose names were never found says so', async () => {
  const upstream = await upstreamWith({ now: {} });
  folder.write('y.test.yaml', 'zone: y.test\npools: { "@": { members: [{ host: gone.up.example }] } }\n');
  folder.write('y.yaml', `zones: y.test.yaml\nforward: 127.0.0.1:${upstream.port}\n`);
  const checked = await rondo(['check', 'y.yaml'], folder.path);
  expect(checked.stdout).toContain('y.test: 2 records, members found by a server: hosts gone.up.example');
  const { port } = await serveInTest(['--config', folder.at('y.yaml')], folder.path);
  const answer = await ask(port, 'y.test A');
  expect(answer.rcode).toBe(2);
  expect(extendedErrors(answer)).toEqual(['0 no members: gone.up.example cannot be looked up (NXDOMAIN)']);
});
