// Upstreams over TLS that are real servers: what works with each of them, and what a person sees when it does not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answers, ask, extendedErrors, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { decodeMessage } from '../support/message.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { Asker } from './asker.js';
import { ADDRESS, FRONTS, PEERS, type Ports, preparePeers } from './tls/peers.js';

const PADDING = 12;
const KEEPALIVE = 11;

const missing = needs('nsd', 'unbound', 'named', 'dnsdist', 'haproxy');

describe.skipIf(missing[0])('upstreams over TLS', () => {
  const folder = new TempFolder();
  const running: Running[] = [];
  let ports: Ports;
  let port = 0;
  let admin = '';
  let asker: Asker;
  let server: Running;

  /** Upstreams of names below `DOMAIN.example`. */
  const upstreams = (): Record<string, string[]> => {
    const tls = (name: keyof Ports, as = '#app.test') => `tls://127.0.0.1:${ports[name]}${as}`;
    const plain = `127.0.0.1:${ports.plain}`;
    return {
      ...Object.fromEntries(PEERS.map(name => [name, [tls(name)]])),
      ...Object.fromEntries(FRONTS.map(name => [name, [tls(name)]])),
      'wrong-name': [tls('haproxy', '#other.test')],
      'no-name': [tls('haproxy', '')],
      'not-tls': [tls('plain')],
      nobody: [`tls://127.0.0.1:1#app.test`],
      'any-own': [`tls-opportunistic://127.0.0.1:${ports.own}`],
      'any-expired': [`tls-opportunistic://127.0.0.1:${ports.expired}`],
      'one-expired': [tls('expired'), tls('unbound')],
      'listed-plain': [tls('expired'), plain],
    };
  };

  const sum = async (metric: string, name: string) =>
    (await metricsOf(admin)).sum(`rondo_forward_${metric}`, { to: upstreams()[name][0] });

  beforeAll(async () => {
    const names = ['plain', ...PEERS, ...FRONTS] as const;
    const free = await Promise.all(names.map(async name => [name, await quietPort()]));
    ports = Object.fromEntries(free) as Ports;
    for (const { program: name, args } of preparePeers(folder, ports))
      running.push(start(program(name) ?? name, args));
    const rules = Object.entries(upstreams()).map(
      ([name, to]) => `  - { domain: ${name}.example, to: [${to.map(each => `"${each}"`).join(', ')}] }\n`,
    );
    folder.write(
      'rondo.yaml',
      `listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nzones: []\ncontrol: off\nstate: off\ncache: off\nforward-ca: ca.pem\nforward:\n${rules.join('')}`,
    );
    server = startServe([], folder.path);
    running.push(server);
    ({ port, admin } = await answering(server));
    asker = await Asker.open(port);
    for (const name of PEERS)
      await until(
        () => ask(port, `ready.${name}.example A`),
        ({ rcode }) => rcode === 0,
      );
  });

  afterAll(async () => {
    asker?.close();
    await Promise.all(running.map(each => each.stop('SIGKILL')));
    folder.remove();
  });

  /** Answers over UDP to so many names that nobody has asked for. */
  async function askMany(name: string, label: string, count: number): Promise<string[]> {
    const queries = Array.from({ length: count }, (_, index) =>
      buildQuery(`${label}${index}.${name}.example A`),
    );
    const found = await asker.udp(queries, 10_000);
    return found.map(octets => (octets === undefined ? 'none' : answers(decodeMessage(octets)).join()));
  }

  describe.each(PEERS)('%s', name => {
    test('answers many at once', async () => {
      expect(new Set(await askMany(name, 'n', 100))).toEqual(new Set([`0 IN A ${ADDRESS}`]));
    });

    test('answers with 60,000 octets as it would by itself', async () => {
      const direct = await Asker.open(ports.plain);
      const query = buildQuery(`long.${name}.example TXT`);
      const [[own], [expected]] = await Promise.all([asker.tcp([query]), direct.tcp([query])]);
      direct.close();
      const texts = (octets: Uint8Array | undefined) => octets && answers(decodeMessage(octets)).toSorted();
      expect(texts(own)).toHaveLength(250);
      expect(texts(own)).toEqual(texts(expected));
    });

    test('cuts off for a client over UDP, and gives no option of the connection on', async () => {
      const { flags, edns } = await ask(port, `long.${name}.example TXT`);
      expect([...flags]).toContain('tc');
      const { edns: ofShort } = await ask(port, `short.${name}.example A`);
      for (const { code } of [...(edns?.options ?? []), ...(ofShort?.options ?? [])])
        expect([PADDING, KEEPALIVE]).not.toContain(code);
    });

    test('goes on with the session when it has closed the connection', async () => {
      const before = await sum('resumptions_total', name);
      await until(
        () => sum('connections', name),
        count => count === 0,
      );
      expect(await askMany(name, 'again', 1)).toEqual([`0 IN A ${ADDRESS}`]);
      expect(await sum('resumptions_total', name)).toBeGreaterThan(before);
      expect(await sum('errors_total', name)).toBe(0);
    });
  });

  test.each(['tls12', 'any-own', 'any-expired', 'one-expired', 'listed-plain'])('%s answers', async name => {
    expect(await askMany(name, 'n', 10)).toEqual(Array(10).fill(`0 IN A ${ADDRESS}`));
  });

  test.each([
    ['tls11', 'speaks no version or cipher of TLS that is safe'],
    ['expired', 'its certificate has expired'],
    ['own', 'its certificate is signed by itself'],
    ['mutual', 'wants a certificate of this server, which has none to show'],
    ['wrong-name', 'its certificate is for another name'],
    ['no-name', 'its certificate is for another name'],
    // A server of DNS over TCP takes the greeting of TLS for the beginning of a long query.
    ['not-tls', 'did not answer the handshake of TLS in time'],
    ['nobody', 'connection refused'],
  ])('%s is not asked, and the client is told: %s', async (name, reason) => {
    const answer = await ask(port, `a.${name}.example A`);
    expect(answer.rcode).toBe(2);
    expect(extendedErrors(answer)).toEqual([`23 ${upstreams()[name][0]} ${reason}`]);
  });

  test('the log says what can be done', () => {
    const fails = (name: string) =>
      server.output.split('\n').find(line => line.includes(`upstream ${upstreams()[name][0]} fails`));
    expect(fails('wrong-name')).toContain('-> write the name that the certificate has: tls://ADDRESS#NAME');
    expect(fails('own')).toContain('-> if it is meant, put the certificate of who signed it into');
    expect(fails('not-tls')).toContain('-> is the port right?');
  });
});
