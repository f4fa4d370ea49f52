// Which host a record points to.
import type { Name } from '../name.js';
import { nameSpans } from './name-span.js';
import { MalformedRdata, WireReader } from './wire.js';

const targets = nameSpans('isTarget');

/** The octets of RDATA before the name of a host; undefined for types that name none. */
export function targetOffset(type: number): number | undefined {
  return targets.get(type)?.prefix;
}

/**
 * The host that a record points to: what additional section processing adds addresses of (RFC 1035 §3.3,
 * RFC 2782, RFC 9460 §4.1).
 * @returns a view into `rdata`; undefined for other types, malformed RDATA, and where `.` stands for no
 * host (MX, RFC 7505; SRV, RFC 2782) or for the owner itself (SVCB and HTTPS).
 */
export function targetName(type: number, rdata: Uint8Array): Name | undefined {
  const prefix = targetOffset(type);
  if (prefix === undefined) return undefined;
  const wire = new WireReader(rdata);
  try {
    wire.bytes(prefix);
    const target = wire.name();
    return prefix > 0 && target.length === 1 ? undefined : target;
  } catch (error) {
    if (error instanceof MalformedRdata) return undefined;
    throw error;
  }
}
