// Clients of DNS over HTTPS that come in crowds and want all memory or all time: what they cost has a bound, and others are answered.
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { closeAfterTest } from '../support/closings.js';
import { getting, http2Client, posting } from '../support/doh.js';
import { FLAG, FRAME, fields, frame, KEPT, keptField, openFrames, window } from '../support/http2-frames.js';
import { buildQuery } from '../support/query.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
/** An answer of some 48 KB. */
const LARGE = Array.from({ length: 200 }, (_, index) => `large TXT "${String(index).padStart(236, 'x')}"`);
const MEMORY = 80 << 20;
const MOST = 2 ** 31 - 1;
const large = getting(buildQuery('large.shop.example TXT')).path!;
const small = getting(buildQuery('www.shop.example A')).path!;
let served: Served;
let port: number;

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...LARGE));
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  folder.write(
    'rondo.yaml',
    'listen: [127.0.0.1:0, { address: 127.0.0.1:0, https: /dns-query, tls: { cert: a.pem, key: a.key } }]\n' +
      'zones: [shop.example.zone]\nforward: off\nstate: off\ncontrol: off\n',
  );
  served = await answering(startServe([], folder.path));
  port = served.ports[1];
});

afterAll(async () => {
  await served?.server.stop('SIGKILL');
  folder.remove();
});

function residentOctets(): number {
  const status = readFileSync(`/proc/${served.server.child.pid}/status`, 'utf8');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes) * 1024;
}

async function askHonestly(times: number): Promise<void> {
  const client = await http2Client(port);
  for (let count = 0; count < times; count++)
    expect((await client.send(posting(buildQuery('www.shop.example A')))).status).toBe(200);
  client.close();
}

/** One connection of a crowd, from one of ten addresses. */
function come(index: number, values?: Readonly<Record<number, number>>): Promise<TLSSocket> {
  return openFrames(port, { localAddress: `127.0.9.${(index % 10) + 1}`, ...(values && { values }) });
}

function comeByHttp1(index: number): TLSSocket {
  const localAddress = `127.0.9.${(index % 10) + 1}`;
  const socket = connect({ ...{ port, rejectUnauthorized: false }, localAddress } as ConnectionOptions);
  closeAfterTest(() => socket.destroy());
  return socket.on('error', () => socket.destroy());
}

const stream = (index: number) => 1 + 2 * index;
const asking = (id: number, path: string) =>
  frame(FRAME.HEADERS, FLAG.END_STREAM | FLAG.END_HEADERS, id, fields(path));
const repeat = (count: number, one: (index: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, index) => one(index)));

const reset = (id: number) => frame(FRAME.RESET, 0, id, Buffer.alloc(4, 8));
const post = fields('/dns-query', [], 'POST');
/** One field of 3,900 octets that is said again and again, an octet each time. */
const swelling = () => {
  const whole = FLAG.END_HEADERS | FLAG.END_STREAM;
  const first = frame(FRAME.HEADERS, whole, 1, fields(small, keptField('x', 'y'.repeat(3900))));
  const again = fields(small, Array<number>(10_000).fill(KEPT));
  return Buffer.concat([first, repeat(50, each => frame(FRAME.HEADERS, whole, stream(each + 1), again))]);
};

/** What connections of a crowd send, made once. */
const FLOODS = {
  large: repeat(100, each => asking(stream(each), large)),
  contents: repeat(100, each => {
    const head = frame(FRAME.HEADERS, FLAG.END_HEADERS, stream(each), post);
    return Buffer.concat([head, frame(FRAME.DATA, 0, stream(each), Buffer.alloc(600))]);
  }),
  cancelled: repeat(2000, each => Buffer.concat([asking(stream(each), small), reset(stream(each))])),
  swelling: swelling(),
  endless: Buffer.concat([
    frame(FRAME.HEADERS, 0, 1, fields(small)),
    repeat(100, () => frame(FRAME.CONTINUATION, 0, 1, Buffer.alloc(16_000))),
  ]),
  idle: Buffer.concat([
    frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, post),
    repeat(10_000, () => frame(FRAME.DATA, 0, 1)),
    repeat(10_000, () => frame(FRAME.PING, 0, 0, Buffer.alloc(8))),
  ]),
};

/** What each connection of a crowd does. */
const ATTACKS: Readonly<Record<string, (index: number) => Promise<unknown>>> = {
  'ask for large answers and read none': async index => {
    const socket = await come(index, { 4: MOST });
    socket.pause();
    socket.write(Buffer.concat([window(0, MOST - 65_535), FLOODS.large]));
  },
  'ask for large answers and take no content': async index =>
    (await come(index, { 4: 0 })).write(FLOODS.large),
  'begin a hundred contents and end none': async index => (await come(index)).write(FLOODS.contents),
  'cancel what they ask at once': async index => (await come(index)).write(FLOODS.cancelled),
  'send fields that swell': async index => (await come(index)).write(FLOODS.swelling),
  'send fields without an end': async index => (await come(index)).write(FLOODS.endless),
  'send what asks nothing': async index => (await come(index)).write(FLOODS.idle),
  'go in the middle of a frame': async index => {
    const socket = await come(index);
    socket.write(asking(1, small).subarray(0, 20), () => socket.destroy());
  },
  'ask on and on by HTTP/1.1 and read none': async index =>
    comeByHttp1(index).pause().write(`GET ${large} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(150)),
  'send a request of HTTP/1.1 by octets': async index => {
    const socket = comeByHttp1(index);
    for (const octet of 'GET /dns-query?dns=') socket.write(octet);
  },
};

test.each(Object.keys(ATTACKS))(
  '100 clients that %s cost 80 MB at most, and others are answered',
  async what => {
    await askHonestly(20);
    const before = residentOctets();
    // Some may be turned away.
    const attack = Promise.allSettled(Array.from({ length: 100 }, (_, index) => ATTACKS[what](index)));
    await askHonestly(20);
    await attack;
    await askHonestly(20);
    expect(residentOctets() - before).toBeLessThan(MEMORY);
  },
);
