// The apex of a master file that nobody named: from its file name, unless its SOA says otherwise.
import { basename } from 'node:path';
import { type Name, NameError, nameFromText } from '../../dns/name.js';

/** How far into the file the SOA is looked for, in octets. */
const HEAD_OCTETS = 65_536;

function readName(text: string, origin: Name | undefined): Name | undefined {
  if (origin === undefined && !text.endsWith('.')) return undefined;
  try {
    return nameFromText(text, origin);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** `example.org` from `zones/example.org.zone` or `db.example.org`; undefined when the rest is no name. */
export function nameOfFile(file: string): Name | undefined {
  const stem = basename(file)
    .replace(/\.(?:zone|db|txt)$/i, '')
    .replace(/^db\.(?=.)/i, '');
  return /^[\w-]+(?:\.[\w-]+)*\.?$/.test(stem) ? readName(stem.replace(/\.?$/, '.'), undefined) : undefined;
}

/** The owner of the first SOA, if it can be told without knowing the zone. */
function fromSoa(head: string, named: Name | undefined): Name | undefined {
  let origin = named;
  let owner: string | undefined;
  for (const line of head.split('\n')) {
    const words = line.replace(/;.*/, '').trim().split(/\s+/);
    if (words[0] === '') continue;
    if (words[0].toUpperCase() === '$ORIGIN') origin = readName(words[1] ?? '', origin) ?? origin;
    if (words[0].startsWith('$')) continue;
    if (!/^\s/.test(line)) owner = words[0];
    if (words.slice(0, 4).some(word => word.toUpperCase() === 'SOA'))
      return owner === undefined ? origin : readName(owner, origin);
  }
  return undefined;
}

/** The apex of a master file; undefined when neither its name nor its SOA tells. */
export function masterOrigin(file: string, bytes: Uint8Array): Name | undefined {
  const named = nameOfFile(file);
  const head = Buffer.from(bytes.subarray(0, HEAD_OCTETS)).toString();
  return fromSoa(head, named) ?? named;
}
