// Several upstreams, some of them over TLS: who is asked when one is late, and that nobody is asked in clear text who was not listed so.
import { afterAll, expect, it } from 'vitest';
import { certificates } from '../../probe/certificates.js';
import { FakeClock } from '../../support/fake-clock.js';
import { TempFolder } from '../../support/temp-folder.js';
import { ask, forwarder, until } from '../harness.js';
import { reply, streamStub } from './stream-stub.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
const ca = folder.write('ca.crt', certificates.ca);
const tls = { name: 'app.test', ca };

it('the next one is asked when one over TLS is late, and first from then on', async () => {
  const clock = new FakeClock();
  const silent = { ...(await streamStub(() => {}, certificates.server)), tls };
  const other = { ...(await streamStub(reply, certificates.server)), tls };
  const from = forwarder({ clock });
  const route = [silent, other];
  const first = ask(from, route, 'a.example');
  await until(() => silent.received.length === 1);
  await clock.advance(390);
  expect(other.received).toHaveLength(0);
  await clock.advance(60);
  expect((await first).rcode).toBe(0);
  // The late one is asked again in the background, at most.
  expect((await ask(from, route, 'b.example')).rcode).toBe(0);
  expect(other.received).toHaveLength(2);
});

it('nobody is asked in clear text in the place of one over TLS', async () => {
  const clear = await streamStub();
  const upstream = { ...clear, tls: { isOpportunistic: true } };
  let heard = Buffer.alloc(0);
  const asked = ask(forwarder(), [upstream], 'a.example');
  await until(() => clear.sockets.length === 1);
  clear.sockets[0].on('data', data => {
    heard = Buffer.concat([heard, data]);
  });
  await until(() => heard.length > 100);
  clear.sockets[0].destroy();
  expect((await asked).rcode).toBe(2);
  expect(heard.includes('example')).toBe(false);
});
