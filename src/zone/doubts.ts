// What is legal in a zone and yet surely not meant: names with a comment sign, with an address or with the zone's name twice.
import { isWithin, LOWER, type Name, nameToLabel, ROOT, sameName } from '../dns/name.js';
import { WireReader } from '../dns/rdata/wire.js';
import { reverseOfNumbers } from '../dns/reverse-zone.js';
import { TYPE } from '../dns/types.js';
import type { Doubt } from '../source/problem.js';
import { reverseDoubt } from './reverse-doubts.js';
import type { Zone } from './zone.js';

/** Octets that labels of hosts consist of, with the underscore of services. */
const USUAL = new Uint8Array(256);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_')
  USUAL[character.charCodeAt(0)] = 1;

/** Types whose owners are hosts (RFC 1123 §2.1). */
const HOST_TYPES: readonly number[] = [TYPE.A, TYPE.AAAA, TYPE.MX, TYPE.CNAME];

const COMMENT = 'a comment begins with ; in a zone file and with # in YAML';
const WILDCARD = 'a wildcard is a label of its own, as in *.example.org';
const INNER = 'the asterisk of a wildcard is the first label: it covers names of any depth';
const RELATIVE = 'a name without a final dot is relative to the zone';

/** The labels of a name above an apex, as text without escapes. */
function labelsAbove(name: Name, origin: Name): string[] {
  const labels: string[] = [];
  for (let at = 0; at < name.length - origin.length; at += name[at] + 1)
    labels.push(Buffer.from(name.subarray(at + 1, at + 1 + name[at])).toString());
  return labels;
}

/** Whether some label above the apex has an octet that host names lack. Fast: most names have none. */
function isUnusual(name: Name, end: number): boolean {
  for (let at = 0; at < end; at += name[at] + 1) {
    if (at === 0 && name[0] === 1 && name[1] === 0x2a) continue;
    for (let octet = at + 1; octet <= at + name[at]; octet++) if (USUAL[name[octet]] === 0) return true;
  }
  return false;
}

/** The labels of a name as somebody wrote it: without the zone when it lies in it, else whole. */
function writtenLabels(name: Name, { origin }: Zone): string[] {
  return isWithin(name, origin) ? labelsAbove(name, origin) : nameToLabel(name).split('.');
}

/** Whether the name of the zone stands twice at the end, as in `www.example.org.example.org`. */
function isDoubled(name: Name, { origin }: Zone): boolean {
  const labels = origin.length - 1;
  const first = name.length - 1 - 2 * labels;
  if (labels === 0 || first < 0) return false;
  let at = 0;
  while (at < first) at += name[at] + 1;
  if (at !== first) return false;
  for (let index = 0; index < labels; index++)
    if (LOWER[name[at + index]] !== LOWER[origin[index]]) return false;
  return true;
}

function withoutZone(name: Name, { origin }: Zone): string {
  return labelsAbove(name, origin).join('.');
}

function unusualDoubt(zone: Zone, name: Name, node: number): Doubt | undefined {
  const text = withoutZone(name, zone);
  const owner = nameToLabel(name);
  if (/^(?:#|\/\/|\/\*)/.test(text))
    return { message: `${owner} is a name that begins like a comment`, hint: COMMENT };
  const isHost = HOST_TYPES.some(type => zone.records.rowOf(node, type) !== 0);
  if (!isHost) return undefined;
  if (/\.\*(?:\.|$)/.test(text))
    return { message: `${owner} has an asterisk that stands for itself, behind another label`, hint: INNER };
  if (/\*/.test(text))
    return { message: `${owner} is no wildcard: it has an asterisk beside other characters`, hint: WILDCARD };
  if (/\s/.test(text))
    return {
      message: `${owner} has a space in it, which no host name has`,
      hint: 'write a hyphen, or one name in each line',
    };
  if (/@/.test(text))
    return {
      message: `${owner} has an @ in it, which no host name has`,
      hint: '@ alone stands for the name of the zone',
    };
  const [sign] = /[!"$%&'(),:;<=>?[\]^`{|}~]/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return {
    message: `${owner} has a ${sign} in it, which no host name has`,
    hint: 'host names have letters, digits and hyphens',
  };
}

/** What is doubtful about the owner of records. @param name a view of the name of `node` */
export function ownerDoubt(zone: Zone, name: Name, node: number): Doubt | undefined {
  const end = name.length - zone.origin.length;
  const reverse = end > 0 && mayBeAddress(name) ? reverseDoubt(zone, name) : undefined;
  if (reverse !== undefined) return reverse;
  if (end > 0 && isUnusual(name, end)) return unusualDoubt(zone, name, node);
  if (!isDoubled(name, zone) || sameName(name, zone.origin)) return undefined;
  return {
    message: `${nameToLabel(name)} has the name of the zone twice`,
    hint: `${RELATIVE}; did you mean \`${withoutZone(name, zone)}.\`?`,
  };
}

const COLON = 0x3a;

/** Whether the first label has digits alone or a colon, as that of an address has; few names do. */
export function mayBeAddress(name: Name): boolean {
  let digits = 0;
  for (let at = 1; at <= name[0]; at++) {
    if (name[at] === COLON) return true;
    if (name[at] >= 0x30 && name[at] <= 0x39) digits++;
  }
  return digits > 0 && digits === name[0];
}

/** Whether the labels are those of an address that was taken for a name. */
function isAddress(labels: readonly string[]): boolean {
  if (labels.length === 4) return labels.every(label => /^\d{1,3}$/.test(label));
  return labels.length === 1 && /^[0-9a-f]*:[0-9a-f:]*$/i.test(labels[0]);
}

/** Whether a name was written as (a part of) a URL, or with a port. */
function isUrl(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^[^:/]+\/$|^[a-z0-9.-]*[a-z][a-z0-9.-]*:\d+$/i.test(name);
}

/** What is doubtful about a name that a record points to, whether or not there is such a name. @param type as text */
export function targetDoubt(zone: Zone, type: string, target: Name): Doubt | undefined {
  const written = writtenLabels(target, zone);
  if (isUrl(written.join('.')))
    return {
      message: `the ${type} record has ${written.join('.')} where the name of a host belongs`,
      hint: 'write the name alone, without the scheme, port and path of a URL',
    };
  if (!mayBeAddress(target) || !isAddress(written)) return undefined;
  return {
    message: `the ${type} record has the address ${written.join('.')} where the name of a host belongs`,
    hint:
      type === 'CNAME'
        ? `for an address write an ${written.length === 4 ? 'A' : 'AAAA'} record: \`${written.length === 4 ? 'A' : 'AAAA'} ${written.join('.')}\``
        : 'give the host a name with an A or AAAA record, and write that name here',
  };
}

/** The server of an SOA that has the name of the zone twice. */
export function serverDoubt(zone: Zone, server: Name): Doubt | undefined {
  if (!isDoubled(server, zone)) return undefined;
  return {
    message: `the server of the SOA, ${nameToLabel(server)}, has the name of the zone twice`,
    hint: `${RELATIVE}; did you mean \`${withoutZone(server, zone)}.\`?`,
  };
}

/** What is doubtful about the target of SVCB or HTTPS: a parameter where the name belongs. @param type as text */
export function paramDoubt(type: string, target: Name): Doubt | undefined {
  const first = Buffer.from(target.subarray(1, 1 + target[0])).toString();
  if (!first.includes('=')) return undefined;
  return {
    message: `the ${type} record has ${first} where the name of a host belongs`,
    hint: `write a dot for the owner itself: \`. ${first}\``,
  };
}

/** What to say of a target that should lie in the zone and does not exist. */
export function missingHint(zone: Zone, target: Name): string | undefined {
  const written = withoutZone(target, zone);
  const isReverse = /\.(?:in-addr|ip6)\.arpa$/i.test(zone.label);
  if (isReverse || isDoubled(target, zone) || /\.[a-z][a-z-]+$/i.test(written))
    return `${RELATIVE}; did you mean \`${written}.\`?`;
  return undefined;
}

/** The mailbox of an SOA is a name, too. */
export function mailboxDoubt(zone: Zone, mailbox: Name): Doubt | undefined {
  const doubt = atSignDoubt(zone, 'mailbox of the SOA', mailbox);
  if (doubt !== undefined || !isDoubled(mailbox, zone)) return doubt;
  return {
    message: `the mailbox of the SOA, ${nameToLabel(mailbox)}, has the name of the zone twice`,
    hint: `${RELATIVE}; did you mean \`${withoutZone(mailbox, zone)}.\`?`,
  };
}

/** The @ of a mailbox becomes a dot (RFC 1035 §8). @param what the name is */
function atSignDoubt(zone: Zone, what: string, name: Name): Doubt | undefined {
  const labels = labelsAbove(name, isWithin(name, zone.origin) ? zone.origin : ROOT);
  const at = labels.findIndex(label => label.includes('@'));
  if (at < 0) return undefined;
  const [before, after] = labels[at].split('@', 2);
  const local = [...labels.slice(0, at), before].map(label => label.replaceAll('.', '\\.')).join('\\.');
  const meant = [local, after, ...labels.slice(at + 1)].join('.');
  return {
    message: `the ${what} has an @, which is a part of the name`,
    hint: `write a dot in its place: \`${meant}.\``,
  };
}

/** The mailbox of an RP record (RFC 1183 §2.2), and the replacement of an NAPTR record, which is no mailbox but a domain. */
export function personDoubt(zone: Zone, type: number, rdata: Uint8Array): Doubt | undefined {
  const wire = new WireReader(rdata);
  if (type === TYPE.RP) return atSignDoubt(zone, 'mailbox of the RP record', wire.name());
  wire.bytes(4);
  for (let text = 0; text < 3; text++) wire.bytes(wire.u8());
  return atSignDoubt(zone, 'replacement of the NAPTR record', wire.name());
}

/** A quotation mark of a word processor does not quote: it is a part of the text. @param text in its octets */
export function textDoubt(text: Uint8Array): Doubt | undefined {
  const shown = Buffer.from(text).toString();
  const [begin] = /^[\u00ab\u2018-\u201f\u2039]/.exec(shown) ?? [];
  // An apostrophe may end a text.
  const [mark = begin] = begin === undefined ? (/[\u00bb\u201c-\u201f\u203a]$/.exec(shown) ?? []) : [];
  if (mark === undefined) return undefined;
  return {
    message: `the text ${begin === undefined ? 'ends' : 'begins'} with ${mark}, a quotation mark that is a part of it`,
    hint: 'the quotes that enclose a text are the straight ones: "',
  };
}

/** What is doubtful about the name of a zone. @param text as somebody wrote it */
export function originDoubt(text: string): Doubt | undefined {
  if (/:\/\//.test(text))
    return { message: `${text} is a URL, not the name of a zone`, hint: 'write the name alone' };
  if (text.startsWith('*.'))
    return {
      message: `${text} is a wildcard, not the name of a zone`,
      hint: `write \`zone: ${text.slice(2)}\`, and the wildcard as a name in it`,
    };
  const prefix = /^(\d{1,3}(?:\.\d{1,3}){0,3})\.?(?:\/(\d{1,2}))?$/.exec(text);
  if (prefix === null || (prefix[2] === undefined && !prefix[1].includes('.'))) return undefined;
  const count = prefix[2] === undefined ? 4 : Math.floor(Number(prefix[2]) / 8);
  const reverse = reverseOfNumbers(prefix[1].split('.').slice(0, Math.max(1, count)));
  if (reverse === undefined) return undefined;
  return {
    message: `${text} is a part of an address, not the name of a zone`,
    hint: `the zone for the names of its addresses is ${reverse}`,
  };
}
