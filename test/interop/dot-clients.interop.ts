// Clients over TLS that are real programs: kdig, dig, openssl and Unbound, also through a reload, and whole zones (RFC 9103).
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { answers, ask, until } from '../support/ask.js';
import { finish, type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const missing = needs('kdig', 'dig', 'openssl', 'unbound');

describe.skipIf(missing[0])('clients over TLS', () => {
  const folder = new TempFolder();
  const running: Running[] = [];
  let port = 0;
  let server: Running;

  const run = async (name: string, ...args: string[]) => {
    const { stdout, stderr } = await finish(program(name) ?? name, args, folder.path);
    return stdout + stderr;
  };
  const kdig = (...args: string[]) =>
    run('kdig', '@127.0.0.1', '-p', `${port}`, '+tls-ca=ca.pem', '+tls-hostname=app.test', ...args);

  /** openssl asks nothing; what it says of the session. */
  const session = (...args: string[]) =>
    run(
      'sh',
      '-c',
      `(sleep 1) | openssl s_client -connect 127.0.0.1:${port} -CAfile ca.pem ${args.join(' ')}`,
    );

  beforeAll(async () => {
    folder.write('ca.pem', certificates.ca);
    folder.write('a.pem', certificates.server.cert);
    folder.write('a.key', certificates.server.key);
    folder.write('shop.example.zone', masterFile('www A 192.0.2.1', 'ww2 A 192.0.2.2'));
    folder.write(
      'rondo.yaml',
      'zones: shop.example.zone\nforward: off\ncontrol: off\nstate: off\ntransfer: { to: 127.0.0.1 }\n' +
        'listen: { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }\n',
    );
    server = startServe([], folder.path);
    running.push(server);
    ({ port } = await answering(server));
  });

  afterAll(async () => {
    await Promise.all(running.map(each => each.stop('SIGKILL')));
    folder.remove();
  });

  test('kdig checks the certificate, asks several times over one connection, and gets padded answers', async () => {
    const said = await kdig('+keepopen', '+padding=128', 'www.shop.example', 'A', 'ww2.shop.example', 'A');
    expect(said).toContain('TLS session (TLS1.3)');
    expect(said).toContain('192.0.2.1');
    expect(said).toContain('Received 468 B');
    expect(await kdig('+tls-hostname=other.test', 'www.shop.example', 'A')).toMatch(/WARNING|ERROR/);
  });

  test('whole zones go over TLS to kdig and dig', async () => {
    expect(await kdig('shop.example', 'AXFR')).toContain('ww2.shop.example.');
    const dig = await run('dig', '@127.0.0.1', '-p', `${port}`, '+tls', 'shop.example', 'AXFR');
    expect(dig).toContain('ww2.shop.example.');
    expect(dig).toContain('XFR size');
  });

  test.each(['-tls1_2', '-tls1_3'])(
    'openssl resumes a session of %s, with a reload in the middle',
    async version => {
      expect(await session(version, '-sess_out', 'session.pem')).toMatch(/^New, /m);
      server.child.kill('SIGHUP');
      await server.says(/"msg":"reloaded"/);
      expect(await session(version, '-sess_in', 'session.pem')).toMatch(/^Reused, /m);
      expect(readFileSync(folder.at('session.pem'), 'utf8')).toContain('BEGIN SSL SESSION');
    },
  );

  test('Unbound forwards over TLS, and checks the certificate', async () => {
    const plain = await quietPort();
    const conf = `server:
  interface: 127.0.0.1@${plain}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder.path}"
  pidfile: "${folder.at('unbound.pid')}"
  use-syslog: no
  do-not-query-localhost: no
  module-config: "iterator"
  tls-cert-bundle: "${folder.at('ca.pem')}"
forward-zone:
  name: "."
  forward-tls-upstream: yes
  forward-addr: 127.0.0.1@${port}#app.test
remote-control:
  control-enable: no
`;
    running.push(start(program('unbound') ?? 'unbound', ['-d', '-c', folder.write('unbound.conf', conf)]));
    const asked = await until(
      () => ask(plain, 'www.shop.example A', { rd: true }).catch(() => undefined),
      message => message?.rcode === 0,
    );
    expect(answers(asked!)).toEqual(['60 IN A 192.0.2.1']);
  });
});
