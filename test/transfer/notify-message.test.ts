// The octets of NOTIFY, as another implementation reads them.
import { decode, encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { notifyMessage, notifyReplyTo } from '../../src/transfer/notify-message.js';

const zone = nameFromText('app.example.');
const numbers = Buffer.from('0000000700000e1000000258000000780000003c', 'hex');
const soaOf = (host: string) => ({
  owner: zone,
  type: TYPE.SOA,
  ttl: 60,
  rdata: Buffer.concat([nameFromText(host), nameFromText(host), numbers]),
});

test('it asks for the SOA, and has the new one as a hint', () => {
  const message = notifyMessage(0x1234, zone, soaOf('ns.app.example.'));
  const { id, flag_aa, questions, answers } = decode(message);
  expect({ id, flag_aa, opcode: message[2] >> 3 }).toEqual({ id: 0x1234, flag_aa: true, opcode: 4 });
  expect(questions).toEqual([{ name: 'app.example', type: 'SOA', class: 'IN' }]);
  expect(answers).toMatchObject([
    {
      name: 'app.example',
      type: 'SOA',
      ttl: 60,
      data: { mname: 'ns.app.example', serial: 7, refresh: 3600 },
    },
  ]);
});

test('an SOA that has no room in 512 octets is left out', () => {
  const label = 'a'.repeat(60);
  const message = notifyMessage(1, zone, soaOf(`${label}.${label}.${label}.${label}.`));
  expect(message).toHaveLength(29);
  expect(decode(message).answers).toEqual([]);
});

test('only answers to NOTIFY are replies', () => {
  const sent = notifyMessage(9, zone, soaOf('ns.app.example.'));
  const reply = Buffer.from(sent);
  reply[2] |= 0x80;
  expect(notifyReplyTo(reply)).toBe(9);
  expect(notifyReplyTo(sent)).toBeUndefined();
  expect(notifyReplyTo(encode({ type: 'response', id: 9 }))).toBeUndefined();
  expect(notifyReplyTo(reply.subarray(0, 11))).toBeUndefined();
});
