// The zone files of the load bench: one zone of many names, and many zones of five records each.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Zone files in a folder. */
export interface ZoneSet {
  readonly folder: string;
  /** Origins without the final dot; the file of each is `<origin>.zone`. */
  readonly origins: readonly string[];
  /** A name whose record stands at the end of the last file. */
  readonly lastName: string;
  readonly records: number;
}

/** What every zone file of the bench begins with. */
export const APEX = '$TTL 300\n@ SOA ns hostmaster 1 3600 600 604800 60\n@ NS ns\nns A 127.0.0.1\n';

const address = (number: number) => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;

/** The owner, below the apex, of name `number` of the large zone. */
export const hostLabel = (number: number) => `host${number}`;

export const LARGE_ORIGIN = 'large.test';

/** Writes one zone of `names` names with two A records each. */
export function writeLargeZone(folder: string, names: number): ZoneSet {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${LARGE_ORIGIN}.zone`), 'w');
  let text = APEX;
  for (let number = 0; number < names; number++) {
    const owner = hostLabel(number);
    text += `${owner} 300 IN A ${address(number)}\n${owner} 300 IN A ${address(number + 0x800000)}\n`;
    if (text.length < 2 ** 20) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
  const lastName = `${hostLabel(names - 1)}.${LARGE_ORIGIN}`;
  return { folder, origins: [LARGE_ORIGIN], lastName, records: names * 2 + 3 };
}

/** Writes `count` zones of five records each. */
export function writeSmallZones(folder: string, count: number): ZoneSet {
  mkdirSync(folder, { recursive: true });
  const origins = Array.from({ length: count }, (_, number) => `z${String(number).padStart(7, '0')}.test`);
  origins.forEach((origin, number) => {
    const text = `${APEX}www A ${address(number)}\nmail A ${address(number + 0x800000)}\n`;
    writeFileSync(join(folder, `${origin}.zone`), text);
  });
  return { folder, origins, lastName: `mail.${origins[count - 1]}`, records: count * 5 };
}
