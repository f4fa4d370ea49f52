// Files of the rows about lists: blocked names in the forms that servers read, and a zone beside them.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APEX } from '../load/zones.js';
import { LIST, type ListFormat } from './forwarders.js';

/** A name that the zone holds. */
export const ZONE_NAME = 'here.own.example';

/** The blocked name of a number. */
export const blocked = (number: number) => `ad${number}.tracker${number % 4999}.example`;

const LINES: Readonly<Record<ListFormat, (name: string) => string>> = {
  hosts: name => `0.0.0.0 ${name}\n`,
  address: name => `address=/${name}/0.0.0.0\n`,
  local: name => `local=/${name}/\n`,
  plain: name => `${name}\n`,
};

/** What others read in place of a plain list, by what the name of the file ends in. */
const OTHERS: Readonly<Record<string, (name: string) => string>> = {
  unbound: name => `local-zone: "${name}." always_nxdomain\n`,
  rpz: name => `${name} CNAME .\n`,
};
const RPZ_APEX = '$TTL 60\n@ SOA ns.bench. hostmaster.bench. 1 3600 600 86400 60\n@ NS ns.bench.\n';

/** Writes the list of so many names, and beside a plain one what others read. */
export function writeList(file: string, format: ListFormat, names: number): void {
  const all = Array.from({ length: names }, (_, number) => blocked(number));
  writeFileSync(file, all.map(LINES[format]).join(''));
  if (format !== LIST.PLAIN) return;
  for (const [ending, line] of Object.entries(OTHERS))
    writeFileSync(`${file}.${ending}`, (ending === 'rpz' ? RPZ_APEX : '') + all.map(line).join(''));
}

/** Adds a name to all that was written. */
export function appendName(file: string, format: ListFormat, name: string): void {
  appendFileSync(file, LINES[format](name));
  if (format !== LIST.PLAIN) return;
  for (const [ending, line] of Object.entries(OTHERS)) appendFileSync(`${file}.${ending}`, line(name));
}

/** Writes a zone with {@link ZONE_NAME}. @returns its path */
export function writeZone(folder: string): string {
  const file = join(folder, 'own.example.zone');
  writeFileSync(file, `${APEX}here 300 A 192.0.2.7\n*.many 300 A 192.0.2.8\n`);
  return file;
}
