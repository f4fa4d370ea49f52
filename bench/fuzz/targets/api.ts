// What comes to the admin address: a reply of HTTP or the end of the connection, no order without the right, and it goes on.
import { TriedAdmin } from '../../../test/api/tried-admin.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

/** Whoever has this may give orders. */
const RIGHT = 'secret of alice';

export async function api(): Promise<Target> {
  const admin = await new TriedAdmin().open();
  // The routes are loaded with the first request that needs them.
  await admin.ask('/api/v1/version');
  return {
    name: 'api',
    mostMs: STRANGERS_MS,
    async take(octets) {
      const sent = octets.toString('latin1');
      const received = await admin.raw(octets);
      mustBe(received === '' || /^HTTP\/1\.1 [1-5]\d\d /.test(received), 'the reply is none of HTTP');
      const isFault = /internal_error|^HTTP\/1\.1 500 /.test(received);
      mustBe(!isFault, `the request is an error of the server: ${received}, ${admin.said.at(-1)}`);
      mustBe(admin.orders.length === 0 || sent.includes(RIGHT), 'an order without the right is carried out');
      admin.orders.length = 0;
    },
    close: () => admin.close(),
  };
}
