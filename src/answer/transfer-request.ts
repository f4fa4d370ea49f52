// Whether a client gets a zone as a whole, as AXFR and IXFR ask for it.
import { RCODE } from '../dns/constants.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import { type Exchange, isStream, PROTOCOL } from './exchange.js';
import { REFUSAL } from './refusal.js';
import type { AnswerSettings } from './settings.js';

/**
 * The response code; NOERROR when the client gets it. Of what is no zone here, that is said (RFC 5936 §2.2.1). AXFR has no
 * meaning over UDP (RFC 5936 §4.2). A reply of HTTPS has one message (RFC 8484 §6), and a zone may need many.
 * @param zone the one that the name lies in
 */
export function transferRcode(
  exchange: Exchange,
  zone: ServedZone | undefined,
  { mayTransfer, tlsOnlyTransfers }: Pick<AnswerSettings, 'mayTransfer' | 'tlsOnlyTransfers'>,
): number {
  const { question, client, key, protocol } = exchange;
  if (zone?.labels !== question.name.labels) {
    exchange.refusal = REFUSAL.NO_ZONE;
    return RCODE.NOTAUTH;
  }
  exchange.zone = zone;
  const isAllowed = zone.soa !== 0 && zone.transfer > 0 && mayTransfer?.(zone.transfer, client, key) === true;
  if (!isAllowed || protocol === PROTOCOL.HTTPS) {
    exchange.refusal = REFUSAL.NOT_ALLOWED;
    return RCODE.REFUSED;
  }
  if (protocol !== PROTOCOL.TLS && tlsOnlyTransfers?.includes(zone.transfer) === true) {
    exchange.refusal = REFUSAL.CLEAR_TEXT;
    return RCODE.REFUSED;
  }
  return question.qtype === TYPE.AXFR && !isStream(protocol) ? RCODE.FORMERR : RCODE.NOERROR;
}
