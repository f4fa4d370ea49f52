// What is legal in SOA, SRV, TLSA and DNAME records and yet surely not meant: timers in the wrong order, names without an underscore.
import { isWithin, type Name, nameToLabel } from '../dns/name.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { Doubt } from '../source/problem.js';
import { missingHint } from './doubts.js';
import type { RRset } from './rrset.js';
import { type RecordDoubt, tagDoubt, textDoubts } from './text-doubts.js';
import type { Zone } from './zone.js';

const PROTOCOLS = /^_?(?:tcp|udp|tls|sctp|dccp)$/i;

/** Timers of an SOA by which a secondary gives the zone up before it has asked for a new one. */
export function timerDoubt(rdata: Uint8Array): Doubt | undefined {
  const numbers = Buffer.from(rdata.subarray(rdata.length - 16));
  const [refresh, expire] = [numbers.readUInt32BE(0), numbers.readUInt32BE(8)];
  if (expire >= refresh) return undefined;
  return {
    message: `the SOA expires after ${expire} seconds, before it is refreshed after ${refresh}`,
    hint: 'the five numbers are serial, refresh, retry, expire and minimum, as in `1 1h 10m 7d 5m`',
  };
}

/** The owner of a record for a service whose first two labels lack an underscore (RFC 2782, RFC 6698 §3). */
function underscoreDoubt({ owner, type }: RRset): Doubt | undefined {
  const [service, protocol = '', ...rest] = nameToLabel(owner).split('.');
  const isService = PROTOCOLS.test(protocol) && service !== '*';
  if (!isService || (service.startsWith('_') && protocol.startsWith('_'))) return undefined;
  const meant = [service, protocol].map(label => label.replace(/^_?/, '_'));
  return {
    message: `${nameToLabel(owner)} is no name of a service, which clients of ${typeToText(type)} ask for`,
    hint: `did you mean \`${[...meant, ...rest].join('.')}.\`?`,
  };
}

/** The target of a DNAME in this zone that looks like a whole name without its dot. */
function redirectDoubt(zone: Zone, target: Name): Doubt | undefined {
  const isThere = !isWithin(target, zone.origin) || zone.owns(target);
  const hint = isThere ? undefined : missingHint(zone, target);
  if (hint === undefined) return undefined;
  return {
    message: `the ${typeToText(TYPE.DNAME)} target ${nameToLabel(target)} has no records in this zone`,
    hint,
  };
}

/** Types with RDATA or owners that {@link dataDoubts} looks at. */
export const DATA: ReadonlySet<number> = new Set([
  TYPE.TXT,
  TYPE.SPF,
  TYPE.CAA,
  TYPE.SRV,
  TYPE.TLSA,
  TYPE.DNAME,
]);

function doubtOf(zone: Zone, rrset: RRset, rdata: Uint8Array): Doubt | undefined {
  const { type } = rrset;
  if (type === TYPE.CAA) return tagDoubt(rdata);
  if (type === TYPE.DNAME) return redirectDoubt(zone, rdata);
  return underscoreDoubt(rrset);
}

/** What is doubtful about the records of a name, whatever the rest of the zone says. */
export function dataDoubts(zone: Zone, rrset: RRset): RecordDoubt[] {
  const { type } = rrset;
  if (type === TYPE.TXT || type === TYPE.SPF) return textDoubts(zone, rrset);
  return rrset.rdatas.flatMap((rdata, index) => {
    const doubt = doubtOf(zone, rrset, rdata);
    return doubt === undefined ? [] : [{ index, doubt }];
  });
}
