// A zone of an import as the text of a YAML zone file.
import { addressFromText } from '../../dns/address.js';
import type { DraftMember, DraftPool, DraftZone, Keys } from './draft.js';
import { comment, commented, entries, flow, scalar } from './yaml-text.js';

function memberLine({ address, port, weight, backup, comment: text, isOff }: DraftMember): string {
  const isName = addressFromText(address) === undefined;
  const keys: Record<string, string | number | boolean> = isName ? { host: address } : { address };
  if (port !== undefined) keys.port = port;
  if (weight !== undefined) keys.weight = weight;
  if (backup !== undefined) keys.backup = backup;
  const value = Object.keys(keys).length === 1 && !isName ? address : keys;
  return commented(`      ${isOff ? '# ' : ''}- ${flow(value)}`, text);
}

/** The keys of a pool, indented, and its members. */
function poolLines(owner: string, { comments, keys, members }: DraftPool): string[] {
  return [
    ...comments.map(text => `  ${comment(text)}`),
    `  ${scalar(owner)}:`,
    ...entries(keys).map(line => `    ${line}`),
    '    members:',
    ...members.map(memberLine),
  ];
}

/** The records of a name: each type with one text, or a list. */
function recordLine(owner: string, types: ReadonlyMap<string, readonly string[]>): string {
  const keys: Keys = Object.fromEntries(
    [...types].map(([type, texts]) => [type, texts.length === 1 ? texts[0] : texts]),
  );
  return `  ${scalar(owner)}: ${flow(keys)}`;
}

/** The whole text of the file. */
export function zoneText({ name, ttl, isWildcard, comments, pools, records }: DraftZone): string {
  const lines = [...comments.map(comment), `zone: ${scalar(name)}`];
  if (ttl !== undefined) lines.push(`ttl: ${ttl}`);
  if (isWildcard) lines.push('wildcard: true   # every name below the zone has the addresses of "@", too');
  if (pools.size > 0) lines.push('pools:');
  for (const [owner, pool] of pools) lines.push(...poolLines(owner, pool));
  if (records.size > 0) lines.push('records:');
  for (const [owner, types] of records) lines.push(recordLine(owner, types));
  return `${lines.join('\n')}\n`;
}

/** Where the file of a zone stands in the folder that is written. Only harmless characters of a name get there. */
export function zonePath(name: string, extension: 'yaml' | 'zone'): string {
  const stem = name === '.' ? 'root' : name.replace(/[^a-z0-9._-]/g, '_').replace(/^\.+/, '');
  return `zones/${stem.slice(0, 200)}.${extension}`;
}
