// The name of a zone that the name of its file tells, and what is doubtful about it.
import { basename } from 'node:path';
import { type Name, NameError, nameFromText } from '../../dns/name.js';
import { reverseOfGroups, reverseOfNumbers } from '../../dns/reverse-zone.js';

/** Extensions of zone files: none of them is a part of the zone's name. */
const EXTENSION = /(?<=.)\.(?:zone|db|txt|hosts|rev|signed|dns)$/i;
/** What stands before the name in files of BIND and its kin. */
const PREFIX = /^(?:named\.(?=.)|(?:pri|sec|zone|master|slave|primary|secondary|fwd|rev)\.(?=.+\.|\d))/i;
const DB_PREFIX = /^db\.(?=.)/i;

/** Names of one label that are zones in many a network. */
const OWN_NETWORKS: ReadonlySet<string> = new Set(
  'corp example home internal intranet invalid lan local localdomain localhost private test'.split(' '),
);

/** Extensions of files that no top-level domain is called after. */
const NO_DOMAIN =
  /\.(?:bind|cfg|conf|csv|dat|data|ext|external|inc|include|ini|int|json|list|lst|log|md|text|yml)$/i;

/** The name without what stands before and behind it. */
function stemOf(file: string): string {
  const name = basename(file);
  let stem = name;
  while (EXTENSION.test(stem)) stem = stem.replace(EXTENSION, '');
  if (DB_PREFIX.test(stem)) return stem.replace(DB_PREFIX, '');
  return stem === name || /\.(?:rev|hosts|signed)$/i.test(name) ? stem.replace(PREFIX, '') : stem;
}

/** `example.org` from `zones/example.org.zone`, `db.example.org` or `example.org.signed`; undefined when the rest is no name. */
export function nameOfFile(file: string): Name | undefined {
  const stem = stemOf(file);
  if (!/^[\w-]+(?:\.[\w-]+)*\.?$/.test(stem)) return undefined;
  try {
    return nameFromText(stem.replace(/\.?$/, '.'));
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** The reverse zone of the network that a file is called after, if it is. */
export function reverseOfFile(file: string): string | undefined {
  const stem = stemOf(file);
  return stem.includes(':') ? reverseOfGroups(stem) : reverseOfNumbers(stem.replace(/\.$/, '').split('.'));
}

/** What is doubtful about the name that a file tells. */
export interface NameDoubt {
  readonly why: string;
  /** What the zone is most likely called. */
  readonly meant?: string;
}

/** Whether a zone is hardly called as its file's name says. @param label the name of the zone */
export function doubtOf(file: string, label: string): NameDoubt | undefined {
  const reverse = reverseOfFile(file);
  if (reverse !== undefined) return { why: 'is the number of a network', meant: reverse };
  if (NO_DOMAIN.test(label)) return { why: 'ends as files do', meant: label.replace(NO_DOMAIN, '') };
  if (!label.includes('.') && !OWN_NETWORKS.has(label.toLowerCase())) return { why: 'has only one label' };
  return undefined;
}
