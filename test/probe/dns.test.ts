// The DNS probe against servers that are well, ill and hostile, and against dnsmasq.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type DecodedPacket, type Packet } from 'dns-packet';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addressesIn, answers, dnsQuery } from '../../src/probe/dns/message.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { type Received, type Stub, startStub } from '../forward/stub-upstream.js';
import { specOf } from '../health/spec.js';
import { needsDnsmasq, serveDnsmasq } from '../support/dnsmasq.js';
import { TempFolder } from '../support/temp-folder.js';

const stubs: Stub[] = [];
afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub.close();
});

async function server(respond: (received: Received) => void, options = {}): Promise<Stub & Target> {
  const stub = await startStub(respond, options);
  stubs.push(stub);
  return Object.assign(stub, { host: 'app.test' });
}

async function probe(target: Target, overrides: ProbeOverrides = {}): Promise<string> {
  const spec = specOf({ timeoutMs: 2000, qname: 'app.test.', ...overrides, kind: 'dns' });
  return resultToText(await runProbe({ host: '', address: target.address, port: target.port }, spec));
}

/** A deadline that a test waits for. */
const soon = { timeoutMs: 100 };

/** A response to a query, with these parts. */
function reply({ query }: Received, parts: Packet & { rcode?: number } = {}): Buffer {
  const { id, questions } = packet.decode(query) as DecodedPacket;
  const { rcode = 0, flags = 0, ...sections } = parts;
  return packet.encode({ type: 'response', id, questions, ...sections, flags: flags | rcode });
}

const a = (name: string, data: string) => ({ type: 'A', name, ttl: 0, data }) as const;

describe('the query', () => {
  it('asks for the name and type, with recursion desired', async () => {
    const target = await server(received => received.send(reply(received)));
    expect(await probe(target, { qname: 'Www.App.test.', type: 28 })).toBe('L7OK');
    const [{ query, via }] = target.received;
    expect(via).toBe('udp');
    const read = packet.decode(query) as DecodedPacket;
    expect(read.questions).toEqual([{ name: 'Www.App.test', type: 'AAAA', class: 'IN' }]);
    expect(read.flag_rd).toBe(true);
    expect(read.additionals).toEqual([]);
  });

  it('leaves from the source address', async () => {
    const socket = createSocket('udp4');
    socket.on('message', (query, { address, port }) => {
      const received = { query } as Received;
      socket.send(reply(received, { answers: [a('app.test', address)] }), port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const target = { address: '127.0.0.1', port: socket.address().port, host: '' };
    expect(await probe(target, { source: ['127.0.0.9'], answer: ['127.0.0.9'] })).toBe('L7OK');
    expect(await probe(target, { source: ['192.0.2.1'] })).toBe(
      'SOCKERR this machine does not have that source address',
    );
    socket.close();
  });
});

describe('the response', () => {
  it('must have an accepted code', async () => {
    const target = await server(received => received.send(reply(received, { rcode: 3 })));
    expect(await probe(target)).toBe('L7STS NXDOMAIN');
    expect(await probe(target, { rcode: [0, 3] })).toBe('L7OK');
  });

  it('may be an error of a header alone', async () => {
    const target = await server(received =>
      received.send(
        Buffer.concat([received.query.subarray(0, 2), Buffer.from('80010000000000000000', 'hex')]),
      ),
    );
    expect(await probe(target)).toBe('L7STS FORMERR');
  });

  it('must hold each address that is wanted, behind whatever alias', async () => {
    const target = await server(received =>
      received.send(
        reply(received, {
          answers: [
            { type: 'CNAME', name: 'app.test', ttl: 0, data: 'w.test' },
            a('w.test', '192.0.2.1'),
            a('w.test', '192.0.2.2'),
          ],
        }),
      ),
    );
    expect(await probe(target, { answer: ['192.0.2.2', '192.0.2.1'] })).toBe('L7OK');
    expect(await probe(target, { answer: ['192.0.2.1', '192.0.2.3'] })).toBe(
      'L7RSP 192.0.2.3 is not in the answer',
    );
  });

  it('may be of IPv6', async () => {
    const answers = [{ type: 'AAAA', name: 'app.test', ttl: 0, data: '2001:db8::1' }] as const;
    const target = await server(received => received.send(reply(received, { answers: [...answers] })));
    expect(await probe(target, { type: 28, answer: ['2001:db8::1'] })).toBe('L7OK');
  });

  it('that is truncated is asked for again over TCP', async () => {
    const target = await server(received =>
      received.send(
        received.via === 'udp'
          ? reply(received, { flags: packet.TRUNCATED_RESPONSE })
          : reply(received, { answers: [a('app.test', '192.0.2.1')] }),
      ),
    );
    expect(await probe(target, { answer: ['192.0.2.1'] })).toBe('L7OK');
    expect(target.received.map(({ via }) => via)).toEqual(['udp', 'tcp']);
  });

  it('with a malformed answer section is L7RSP', async () => {
    const target = await server(received => {
      const whole = reply(received, { answers: [a('app.test', '192.0.2.1')] });
      received.send(whole.subarray(0, -1));
    });
    expect(await probe(target)).toBe('L7RSP the answer section is malformed');
  });
});

describe('a server that', () => {
  it('does not listen is L4CON', async () => {
    const target = await server(() => {});
    await target.close();
    stubs.length = 0;
    expect(await probe(target)).toBe('L4CON connection refused');
  });

  it('is silent, or answers other queries, is L7TOUT', async () => {
    const silent = await server(() => {});
    expect(await probe(silent, soon)).toBe('L7TOUT no complete reply within 100 ms');
    const wrong = await server(received => {
      const other = reply(received);
      other[0] ^= 1;
      received.send(other);
      received.send(received.query);
      received.send(Buffer.from('garbage'));
      received.send(Buffer.alloc(0));
      const { id } = packet.decode(received.query) as DecodedPacket;
      received.send(packet.encode({ type: 'response', id, questions: [{ name: 'b.test', type: 'A' }] }));
    });
    expect(await probe(wrong, soon)).toBe('L7TOUT no complete reply within 100 ms');
  });

  it('answers after strangers is heard', async () => {
    const target = await server(received => {
      received.send(Buffer.alloc(600, 0xff));
      received.send(reply(received));
    });
    expect(await probe(target)).toBe('L7OK');
  });

  it('cannot be reached by this machine is told', async () => {
    // The system refuses a broadcast address, and one that is not on the loopback from one that is, before anything is sent.
    const broadcast = { address: '255.255.255.255', port: 53, host: '' };
    expect(await probe(broadcast)).toBe('SOCKERR this machine forbids the connection');
    expect(await probe({ ...broadcast, address: '192.0.2.1' }, { source: ['127.0.0.1'] })).toMatch(
      /^SOCKERR this machine cannot connect there|^L4CON network is unreachable/,
    );
  });

  const truncated = (received: Received, overTcp: (received: Received) => void) =>
    received.via === 'udp'
      ? received.send(reply(received, { flags: packet.TRUNCATED_RESPONSE }))
      : overTcp(received);

  it('refuses TCP, hangs up or stays silent there fails', async () => {
    const refusing = await server(received => truncated(received, () => {}), { tcp: false });
    expect(await probe(refusing)).toBe('L4CON connection refused');
    const closing = await server(received => truncated(received, ({ hangUp }) => hangUp()));
    expect(await probe(closing)).toBe('L7RSP connection closed before a complete reply');
    const silent = await server(received => truncated(received, () => {}));
    expect(await probe(silent, soon)).toBe('L7TOUT no complete reply within 100 ms');
  });

  it('answers another query over TCP, or less than it says, fails', async () => {
    const wrong = await server(received => truncated(received, ({ send }) => send(Buffer.alloc(12))));
    expect(await probe(wrong)).toBe('L7RSP the reply over TCP is to another query');
    const short = await server(received =>
      truncated(received, ({ send, hangUp, query }) => {
        send(query.subarray(0, 0));
        hangUp();
      }),
    );
    expect(await probe(short)).toMatch(/^L7RSP /);
  });
});

describe('any octets', () => {
  it('are read without an error, and only within the message', () => {
    const query = dnsQuery('app.test.', 1);
    const sound = packet.encode({
      type: 'response',
      id: query.readUInt16BE(0),
      questions: [{ name: 'app.test', type: 'A' }],
      answers: [a('app.test', '192.0.2.1'), a('app.test', '192.0.2.2')],
    });
    expect(answers(sound, query)).toBe(true);
    expect(addressesIn(sound, query)).toEqual(new Set(['192.0.2.1', '192.0.2.2']));
    const edits = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(edits, fc.nat(sound.length), (changes, length) => {
        const message = Buffer.from(sound);
        for (const [at, octet] of changes) message[at] = octet;
        const cut = message.subarray(0, length);
        answers(cut, query);
        for (const address of addressesIn(cut, query) ?? []) expect(address).toMatch(/^[\d.]+$|:/);
      }),
    );
  });
});

it('knows a real server by its answers', async context => {
  context.skip(...needsDnsmasq());
  const folder = new TempFolder();
  const conf = folder.write('dnsmasq.conf', 'no-resolv\naddress=/app.test/192.0.2.1\naddress=/gone.test/\n');
  const { server: dnsmasq, port } = await serveDnsmasq(conf);
  try {
    const target = { address: '127.0.0.1', port, host: '' };
    expect(await probe(target, { answer: ['192.0.2.1'] })).toBe('L7OK');
    expect(await probe(target, { answer: ['192.0.2.2'] })).toBe('L7RSP 192.0.2.2 is not in the answer');
    expect(await probe(target, { qname: 'gone.test.' })).toBe('L7STS NXDOMAIN');
    expect(await probe(target, { qname: 'other.example.' })).toBe('L7STS REFUSED');
  } finally {
    await dnsmasq.stop();
    folder.remove();
  }
});
