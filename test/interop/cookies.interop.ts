// Rondo beside BIND and Knot with one cookie secret, as behind one anycast address: each takes the cookies of the others for its own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage, type Message } from '../support/message.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { buildQuery, fromHex } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Asker } from './asker.js';

const SECRET = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const CLIENT_COOKIE = '2464c4abcf10c957';
const COOKIE = 10;
const BADCOOKIE = 23;
/** Octets of client cookie, version, reserved and timestamp, in hexadecimal. */
const BEFORE_HASH = 32;

const bindConf = (folder: string, port: number) => `options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  notify no;
  pid-file none;
  lock-file none;
  session-keyfile none;
  empty-zones-enable no;
  cookie-algorithm siphash24;
  cookie-secret "${SECRET}";
  require-server-cookie yes;
};
controls { };
zone "shop.example" { type primary; file "${folder}/shop.example.zone"; };
`;

const knotConf = (folder: string, port: number) => `server:
  rundir: "${folder}/knot"
  listen: 127.0.0.1@${port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "${folder}/knot"
mod-cookies:
  - id: all
    secret: 0x${SECRET}
    badcookie-slip: 1
template:
  - id: default
    storage: "${folder}"
    zonefile-sync: -1
    journal-content: none
    global-module: mod-cookies/all
zone:
  - domain: shop.example
    file: shop.example.zone
`;

/** The same cookie with another hash. */
const spoilt = (cookie: string) => cookie.replace(/.$/, digit => (digit === '0' ? '1' : '0'));

describe('with one secret', () => {
  const missing = needs('named', 'knotd');
  const folder = new TempFolder();
  const running: Running[] = [];
  let bind: Asker;
  let knot: Asker;
  let rondo: Asker;

  async function ask(asker: Asker, cookie: string): Promise<Message> {
    const length = (cookie.length / 2).toString(16).padStart(4, '0');
    const query = buildQuery('www.shop.example A', {
      rd: false,
      edns: { options: `000a ${length} ${cookie}` },
    });
    for (;;) {
      const [answer] = await asker.udp([query]);
      if (answer !== undefined) return decodeMessage(answer);
    }
  }

  async function cookieFrom(asker: Asker): Promise<string> {
    const { edns } = await ask(asker, CLIENT_COOKIE);
    const option = edns?.options.find(({ code }) => code === COOKIE);
    return Buffer.from(option?.data ?? []).toString('hex');
  }

  /** A query without a question tells whether a cookie is good (RFC 7873 §5.4). */
  async function isGoodAtRondo(cookie: string): Promise<boolean> {
    const query = fromHex(`0000 0000 0000 0000 0000 0001 00 0029 04d0 00000000 001c 000a 0018 ${cookie}`);
    const [answer] = await rondo.udp([query]);
    return answer !== undefined && decodeMessage(answer).rcode === 0;
  }

  beforeAll(async () => {
    if (missing[0]) return;
    const [port, knotPort] = [await quietPort(), await quietPort()];
    folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
    const conf = folder.write('named.conf', bindConf(folder.path, port));
    const yaml = folder.write('rondo.yaml', `zones: [shop.example.zone]\ncookies: { secret: ${SECRET} }\n`);
    running.push(start(program('named')!, ['-g', '-n', '1', '-c', conf]));
    running.push(startServe(['--config', yaml, '--listen', '127.0.0.1:0', '--forward', 'off']));
    const knotFile = folder.write('knot/server.conf', knotConf(folder.path, knotPort));
    running.push(start(program('knotd')!, ['-c', knotFile]));
    bind = await Asker.open(port);
    knot = await Asker.open(knotPort);
    rondo = await Asker.open((await answering(running[1])).port);
    await running[0].says(/ running$/m);
  });

  afterAll(async () => {
    bind?.close();
    knot?.close();
    rondo?.close();
    await Promise.all(running.map(server => server.stop('SIGTERM')));
    folder.remove();
  });

  test('in the same second all make the same cookie', async context => {
    context.skip(...missing);
    for (;;) {
      const [ours, ...theirs] = await Promise.all([rondo, bind, knot].map(cookieFrom));
      expect(ours.length).toBe(48);
      if (theirs.some(each => each.slice(0, BEFORE_HASH) !== ours.slice(0, BEFORE_HASH))) continue;
      expect(theirs).toEqual([ours, ours]);
      return;
    }
  });

  test('BIND and Knot take a cookie of Rondo, and Rondo one of each', async context => {
    context.skip(...missing);
    const ours = await cookieFrom(rondo);
    for (const other of [bind, knot]) {
      expect((await ask(other, CLIENT_COOKIE)).rcode).toBe(BADCOOKIE);
      expect((await ask(other, ours)).rcode).toBe(0);
      expect((await ask(other, spoilt(ours))).rcode).toBe(BADCOOKIE);
      const theirs = await cookieFrom(other);
      expect(await isGoodAtRondo(theirs)).toBe(true);
      expect(await isGoodAtRondo(spoilt(theirs))).toBe(false);
    }
  });
});
