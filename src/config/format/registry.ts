// The formats of zone files: one line each.
import { extname } from 'node:path';
import { dnsmasq } from './dnsmasq.js';
import type { ZoneFormat } from './format.js';
import { master } from './master.js';
import { yaml } from './yaml.js';

/** By the name that `format:` takes. */
export const FORMATS = { master, yaml, dnsmasq } satisfies Record<string, ZoneFormat>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]];

/** What files whose extension says nothing are taken for. */
export const USUAL_FORMAT: FormatName = 'master';

/** `.zone, .db, .yaml, .yml or .conf` */
export const ALL_EXTENSIONS = listText(FORMAT_NAMES.flatMap(name => FORMATS[name].extensions));

/** `.zone, .yaml or .conf` */
export const USUAL_EXTENSIONS = listText(FORMAT_NAMES.map(name => FORMATS[name].extensions[0]));

/** The format that a file's extension stands for; undefined when it stands for none. */
export function formatOf(file: string): FormatName | undefined {
  const extension = extname(file).toLowerCase();
  return FORMAT_NAMES.find(name => (FORMATS[name].extensions as readonly string[]).includes(extension));
}

function listText(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}
