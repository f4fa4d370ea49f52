// The RDATA field that is a point in time: the validity of an RRSIG (RFC 4034 §3.1.5, §3.2).
import type { Field } from './field.js';
import type { TokenReader } from './token.js';
import type { WireReader, WireWriter } from './wire.js';

const CALENDAR = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** Seconds since 1970 as YYYYMMDDHHmmSS in UTC. */
function toCalendar(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+|\D/g, '');
}

/** Seconds since 1970 from YYYYMMDDHHmmSS; undefined when there is no such moment. */
function fromCalendar(text: string): number | undefined {
  const parts = CALENDAR.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  // Date.UTC carries the 30th of February over into March; such a text does not come back the same.
  return seconds >= 0 && toCalendar(seconds) === text ? seconds : undefined;
}

export const time: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'a time as YYYYMMDDHHmmSS or in seconds since 1970';
    const text = tokens.text(expected);
    const plain = /^\d{1,10}$/.test(text) ? Number(text) : undefined;
    const seconds = plain ?? fromCalendar(text);
    if (seconds === undefined || (plain ?? 0) > 0xffffffff) tokens.fail(expected);
    // Times are serial numbers of 32 bits (RFC 1982), so later ones wrap around.
    wire.u32(seconds % 2 ** 32);
  },
  show: (wire: WireReader) => toCalendar(wire.u32()),
};
