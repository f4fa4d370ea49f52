// A query signed with TSIG: whatever became of it, the answer has good form, and only what was signed brings the zone.
import { CONTROL, PROTOCOL } from '../../../src/answer/exchange.js';
import { Responder } from '../../../src/answer/respond.js';
import { NO_KEY, TsigKeys } from '../../../src/dns/tsig/key.js';
import { Catalog } from '../../../src/image/catalog.js';
import { imageOf } from '../../../test/store/images.js';
import { respondTo } from '../../../test/support/exchange.js';
import { decodeMessage } from '../../../test/support/message.js';
import { buildQuery } from '../../../test/support/query.js';
import { keyFor, signedRequest } from '../../../test/support/signed.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

const NOW = 1_796_000_000;
const ZONE = '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';
const output = new Uint8Array(65_535);
const key = keyFor('key.test.');
/** What the corpus has, too. */
const { request: SIGNED } = signedRequest(key, buildQuery('x.test AXFR'), NOW);

/** What a signature covers, but for the case of names: not the id (RFC 8945 §5.2). */
function covered(octets: Uint8Array): string {
  return Buffer.from(octets.subarray(2)).toString('latin1').toLowerCase();
}

export function tsig(): Target {
  const responder = new Responder(new Catalog({ zones: [{ ...imageOf(ZONE), transfer: 1 }], forwards: [] }));
  responder.settings = {
    keyRing: { keys: new TsigKeys([key]), nowSeconds: () => NOW },
    mayTransfer: (_, __, with_) => with_ !== NO_KEY,
  };
  return {
    name: 'tsig',
    mostMs: STRANGERS_MS,
    take(octets) {
      respondTo(responder, octets, { protocol: PROTOCOL.TCP, output });
      const { exchange, failures } = responder;
      mustBe(failures === 0, 'the responder has failed');
      if (exchange.control === CONTROL.TRANSFER && exchange.rcode === 0)
        mustBe(covered(octets) === covered(SIGNED), 'a zone is handed out to who has no key');
      else if (exchange.length > 0) decodeMessage(Uint8Array.from(output.subarray(0, exchange.length)));
    },
  };
}
