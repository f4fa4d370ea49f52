// dnsdist and HAProxy in front of Rondo: the clients behind them are the ones that count, over UDP, TCP and TLS.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { TcpClient, tcpQuery, until } from '../support/ask.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

/** Who may ask for the zone, and who may not. */
const [CLIENT, OTHER] = ['127.0.0.77', '127.0.0.78'];
const FRONTS = ['dnsdist', 'haproxy', 'haproxyTls', 'haproxyHttps'] as const;

const missing = needs('dnsdist', 'haproxy', 'dig', 'kdig');

describe.skipIf(missing[0])('proxies that say who their clients are', () => {
  const folder = new TempFolder();
  const running: Running[] = [];
  let ports: Record<(typeof FRONTS)[number], number>;
  let server: Running;

  beforeAll(async () => {
    ports = Object.fromEntries(
      await Promise.all(FRONTS.map(async name => [name, await quietPort()])),
    ) as typeof ports;
    folder.write('a.example.zone', masterFile('www A 192.0.2.1'));
    folder.write('a.key', certificates.server.key);
    folder.write('a.pem', certificates.server.cert);
    folder.write(
      'rondo.yaml',
      `listen:
  - 127.0.0.1:0
  - { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }
  - { address: 127.0.0.1:0, https: /dns-query }
zones: { file: a.example.zone, answer-to: ${CLIENT} }
proxy-protocol: 127.0.0.1
forward: off
log: { queries: 1 }
control: off
state: off
`,
    );
    server = startServe([], folder.path);
    running.push(server);
    const [plain, tls, http] = (await answering(server)).ports;
    const dnsdist = folder.write(
      'dnsdist.conf',
      `setSecurityPollSuffix("")
setLocal("127.0.0.1:${ports.dnsdist}")
setACL("127.0.0.0/8")
newServer({ address="127.0.0.1:${plain}", useProxyProtocol=true, checkInterval=1 })
`,
    );
    running.push(start(program('dnsdist')!, ['--supervised', '--disable-syslog', '-C', dnsdist]));
    const listener = (name: string, port: number, to: number) =>
      `listen ${name}\n  bind 127.0.0.1:${port}\n  server rondo 127.0.0.1:${to} check send-proxy-v2\n`;
    const haproxy = folder.write(
      'haproxy.cfg',
      `defaults
  mode tcp
  timeout connect 5s
  timeout client 5s
  timeout server 5s
${listener('plain', ports.haproxy, plain)}${listener('tls', ports.haproxyTls, tls)}listen https
  mode http
  bind 127.0.0.1:${ports.haproxyHttps} ssl crt ${folder.write('both.pem', certificates.server.cert + certificates.server.key)} alpn h2,http/1.1
  server rondo 127.0.0.1:${http} send-proxy-v2
`,
    );
    running.push(start(program('haproxy')!, ['-db', '-f', haproxy]));
  });

  afterAll(async () => {
    await Promise.all(running.map(each => each.stop('SIGKILL')));
    folder.remove();
  });

  /** The status that dig sees, asking from an address; undefined when it gets none. */
  async function statusBy(port: number, from: string, ...more: readonly string[]) {
    const asked = ['@127.0.0.1', '-p', `${port}`, '-b', from, '+tries=1', '+timeout=2', ...more];
    const { stdout } = await finish(program('dig')!, [...asked, 'www.a.example', 'A']);
    return /status: (\w+)/.exec(stdout)?.[1];
  }

  test.each([
    ['dnsdist', 'udp', '+notcp'],
    ['dnsdist', 'tcp', '+tcp'],
    ['haproxy', 'tcp', '+tcp'],
  ] as const)('%s over %s', async (name, protocol, flag) => {
    const port = ports[name];
    await until(
      () => statusBy(port, CLIENT, flag),
      status => status === 'NOERROR',
    );
    expect(await statusBy(port, OTHER, flag)).toBe('REFUSED');
    await server.says(new RegExp(`query 127\\.0\\.0\\.77#\\d+ ${protocol} www\\.a\\.example\\. A NOERROR`));
  });

  /** The response code over TLS. */
  async function rcodeFrom(localAddress: string): Promise<number | undefined> {
    const socket = connect({ port: ports.haproxyTls, host: '127.0.0.1', localAddress });
    await once(socket, 'connect');
    const secure = connectTls({ socket, rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    const client = new TcpClient(secure);
    client.send(tcpQuery('www.a.example A'));
    const rcode = (await client.next())?.rcode;
    secure.destroy();
    return rcode;
  }

  test('haproxy speaks TLS and HTTP/2 itself, and asks over plain HTTP', async () => {
    const ask = async (from: string) => {
      const by = ['@127.0.0.1', '-p', `${ports.haproxyHttps}`, '-b', from, '+https'];
      return /status: ([A-Z]+)/.exec(
        (await finish(program('kdig')!, [...by, 'www.a.example', 'A'])).stdout,
      )?.[1];
    };
    // In turn: a connection that haproxy uses again must not carry a client over to another.
    for (const [from, status] of [...Array(2)].flatMap(() => [
      [CLIENT, 'NOERROR'],
      [OTHER, 'REFUSED'],
    ]))
      expect({ from, status: await ask(from) }).toEqual({ from, status });
    await server.says(/query 127\.0\.0\.78#\d+ https www\.a\.example\. A REFUSED/);
  });

  test('haproxy passes TLS on, with the header before it', async () => {
    expect(await rcodeFrom(CLIENT)).toBe(0);
    expect(await rcodeFrom(OTHER)).toBe(5);
    await server.says(/query 127\.0\.0\.77#\d+ tls www\.a\.example\. A NOERROR/);
  });
});
