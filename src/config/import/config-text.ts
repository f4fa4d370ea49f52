// The files of an import: the text of rondo.yaml, and the zones beside it.
import type { Draft, DraftEntry, DraftZoneFile, Note, Value } from './draft.js';
import { comment, commented, entries, flow, scalar } from './yaml-text.js';
import { zonePath, zoneText } from './zone-text.js';

/** `file:line: what it is`. */
export function noteText({ place: { file, line }, message }: Note): string {
  return `${file}:${line}: ${message}`;
}

/** A key with a list, an entry a line. */
function listLines(key: string, list: readonly DraftEntry[], indent = ''): string[] {
  if (list.length === 0) return [];
  const items = list.map(({ value, comment: text }) => commented(`${indent}  - ${flow(value)}`, text));
  return [`${indent}${key}:`, ...items];
}

function indented(keys: { readonly [key: string]: Value }): string[] {
  return entries(keys).map(line => `  ${line}`);
}

/** A key with a mapping, a key a line. */
function mappingLines(key: string, keys: { readonly [key: string]: Value }): string[] {
  const lines = indented(keys);
  return lines.length === 0 ? [] : [`${key}:`, ...lines];
}

function zoneLines({ zones, zoneFiles, copies }: Draft): string[] {
  const own = [...zones.keys()].map(name => zonePath(name, 'yaml'));
  const files = [...zoneFiles.values()].map(
    ({ file, name, comment: text, keys }: DraftZoneFile): DraftEntry => ({
      value: { file, origin: name, format: 'master', ...keys },
      comment: text,
    }),
  );
  const entriesOfCopies = [...copies.values()].map(({ entry }) => entry);
  return listLines('zones', [...own.map(value => ({ value })), ...files, ...entriesOfCopies]);
}

function forwardLines({ forward, forwardKeys }: Draft): string[] {
  if (Object.keys(forwardKeys).length === 0) return listLines('forward', forward);
  const hasTarget = forward.length > 0 || 'resolv' in forwardKeys;
  if (!hasTarget) return [];
  return ['forward:', ...listLines('to', forward, '  '), ...indented(forwardKeys)];
}

function probeLines({ probes }: Draft): string[] {
  if (probes.size === 0) return [];
  const lines = [...probes].map(([name, { value, comment: text }]) =>
    commented(`  ${scalar(name)}: ${flow(value)}`, text),
  );
  return ['probes:', ...lines];
}

function keyLines({ keys }: Draft): string[] {
  return [...keys].map(([key, { value, comment: text }]) => commented(`${key}: ${flow(value)}`, text));
}

/** The most lines of what was left out that the file has; all of them are printed. */
const MAX_NOTES = 500;

/** What was left out is said in the file, too: who reads it later has no terminal to look at. */
function noteLines(notes: readonly Note[]): string[] {
  if (notes.length === 0) return [];
  const lines = notes.slice(0, MAX_NOTES).map(note => comment(noteText(note)).replace('# ', '#   '));
  const more = notes.length - lines.length;
  return ['', '# Not taken over:', ...lines, ...(more > 0 ? [`#   and ${more} more`] : [])];
}

/** @param sources the files that were read */
function configText(draft: Draft, sources: readonly string[]): string {
  const keys = [
    ...listLines(
      'listen',
      draft.listen.map(value => ({ value })),
    ),
    ...zoneLines(draft),
    ...forwardLines(draft),
    ...mappingLines('cache', draft.cache),
    ...keyLines(draft),
    ...probeLines(draft),
    ...listLines('health', draft.health),
  ];
  const lines = [
    comment(`Made by \`rondo import\` of ${sources.join(', ')}.`),
    // A file without any key is no configuration.
    ...(keys.length === 0 ? ['zones: []'] : keys),
    ...noteLines(draft.notes),
  ];
  return `${lines.join('\n')}\n`;
}

/** Path in the folder and text of each file. rondo.yaml is the first. */
export function filesOf(draft: Draft, sources: readonly string[]): Map<string, string> {
  const files = new Map([['rondo.yaml', configText(draft, sources)]]);
  for (const zone of draft.zones.values()) files.set(zonePath(zone.name, 'yaml'), zoneText(zone));
  for (const [path, text] of draft.texts) files.set(path, text);
  return files;
}
