// Views beside BIND: the same configuration, imported, tells each client what BIND tells it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage } from '../support/message.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, rondo, startServe } from '../support/rondo.js';
import { keyFor, SECRET, signedRequest } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Asker } from './asker.js';

const INSIDE = '127.0.0.2';
const OUTSIDE = '127.0.0.3';
const CLIENTS: readonly { readonly from: string; readonly key?: string }[] = [
  { from: INSIDE },
  { from: OUTSIDE },
  { from: OUTSIDE, key: 'lab.' },
  { from: INSIDE, key: 'lab.' },
];
const QUESTIONS = [
  'www.a.test A',
  'inner.a.test A',
  'to.a.test A',
  'a.test SOA',
  'www.deep.a.test A',
  'deep.a.test DS',
  'none.a.test A',
  'www.all.test A',
  'www.only.test A',
  'www.elsewhere.test A',
];

const missing = needs('named');

describe.skipIf(missing[0])('views of BIND', () => {
  const folder = new TempFolder();
  const running: Running[] = [];
  const ports: number[] = [];

  beforeAll(async () => {
    folder.write('in/a.zone', masterFile('www A 10.0.0.1', 'inner A 10.0.0.2', 'to CNAME www'));
    folder.write('out/a.zone', masterFile('www A 192.0.2.1', 'to CNAME www'));
    folder.write('in/deep.zone', masterFile('www A 10.0.0.3'));
    folder.write('in/only.zone', masterFile('www A 10.0.0.4'));
    folder.write('all.zone', masterFile('www A 192.0.2.4'));
    const port = await quietPort();
    const zone = (name: string, file: string) => `zone "${name}" { type primary; file "${file}"; };\n`;
    const path = folder.write(
      'named.conf',
      `key lab { algorithm hmac-sha256; secret "${SECRET}"; };
acl house { ${INSIDE}; 10.0.0.0/8; };
options { directory "${folder.path}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; minimal-responses yes; pid-file none; lock-file none; session-keyfile none; };
controls { };
view "lab" { match-clients { key lab; };
  ${zone('a.test', 'in/a.zone.lab')}${zone('all.test', 'all.zone')} };
view "inside" { match-clients { house; };
  ${zone('a.test', 'in/a.zone')}${zone('deep.a.test', 'in/deep.zone')}${zone('only.test', 'in/only.zone')}${zone('all.test', 'all.zone')} };
view "outside" { match-clients { any; };
  ${zone('a.test', 'out/a.zone')}${zone('all.test', 'all.zone')} };
`,
    );
    folder.write('in/a.zone.lab', masterFile('www A 10.9.0.1', 'to CNAME www.all.test.'));
    running.push(start(program('named')!, ['-g', '-n', '1', '-c', path]));
    const imported = await rondo(['import', 'named.conf', '--to', 'to'], folder.path);
    expect(imported.stderr).not.toMatch(/view/);
    const served = startServe(
      ['--config', 'to/rondo.yaml', '--listen', '127.0.0.1:0', '--admin', 'off'],
      folder.path,
    );
    running.push(served);
    ports.push(port, (await answering(served)).port);
    await running[0].says(/all zones loaded/, 0);
  });
  afterAll(async () => {
    await Promise.all(running.map(server => server.stop('SIGKILL')));
    folder.remove();
  });

  async function said(port: number, question: string, from: string, key?: string): Promise<string> {
    const query = buildQuery(question, { rd: false, edns: {} });
    const now = Math.floor(Date.now() / 1_000);
    const asker = await Asker.open(port, from);
    const [answer] = await asker.udp([
      key === undefined ? query : signedRequest(keyFor(key), query, now).request,
    ]);
    asker.close();
    if (answer === undefined) return 'nothing';
    const { rcode, answer: records } = decodeMessage(answer);
    return `${rcode} ${records.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`).sort()}`;
  }

  test.each(CLIENTS)('a client at $from with the key $key is told the same', async ({ from, key }) => {
    for (const question of QUESTIONS) {
      const [bind, own] = await Promise.all(ports.map(port => said(port, question, from, key)));
      expect({ question, said: own }).toEqual({ question, said: bind });
    }
  });
});
