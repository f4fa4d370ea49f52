// The plugins `file` and `auto` of CoreDNS: zones in master files.
import { resolve } from 'node:path';
import { pathFrom } from '../../source/path-from.js';
import type { BlockContext } from './coredns-block.js';
import type { Directive } from './corefile.js';
import { zoneName } from './draft.js';
import { InputError } from './input.js';

/** `file DBFILE [ZONES…]`. */
export function draftFile(directive: Directive, { draft, zones, folder }: BlockContext): void {
  const { words, place } = directive;
  const [, path, ...own] = words;
  if (path === undefined) throw new InputError(place, 'expected a file');
  const file = resolve(pathFrom(folder, path));
  for (const name of own.length > 0 ? own.map(zoneName) : zones)
    draft.addZoneFile({ file, name, place, comment: `${place.file}:${place.line}` });
}

/** Which files are zones, and how they are called, unless a line says it. */
const USUAL = ['db\\.(.*)', '{1}'] as const;

/** `auto [ZONES…] { directory FOLDER [EXPRESSION NAME] }`. */
export function draftAuto(directive: Directive, context: BlockContext): void {
  const { draft, input, folder } = context;
  const [line, ...others] = directive.block.filter(({ words }) => words[0] === 'directory');
  if (line === undefined) throw new InputError(directive.place, 'expected a directory');
  for (const other of others) context.leave(other);
  const [, directory = '.', expression = USUAL[0], template = USUAL[1]] = line.words;
  const own = directive.words.slice(1).map(zoneName);
  const zones = own.length > 0 ? own : context.zones;
  const pattern = expressionOf(expression, line);
  let found = 0;
  for (const path of input.paths('*', pathFrom(folder, directory), line.place)) {
    const match = pattern.exec(path.slice(path.lastIndexOf('/') + 1));
    if (match === null) continue;
    const name = zoneName(template.replace(/\{(\d)\}/g, (_, index: string) => match[Number(index)] ?? ''));
    if (!isWithin(name, zones)) continue;
    const { file, line: number } = line.place;
    draft.addZoneFile({ file: resolve(path), name, place: line.place, comment: `${file}:${number}` });
    found++;
  }
  if (found === 0) context.leave(line, 'no file there is one of these zones');
}

/** Expressions of Go are, as far as names of files need them, those of JavaScript. */
function expressionOf(text: string, { place }: Directive): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InputError(place, `expected a regular expression, found ${text.slice(0, 60)}`);
  }
}

function isWithin(name: string, zones: readonly string[]): boolean {
  return zones.some(zone => zone === '.' || name === zone || name.endsWith(`.${zone}`));
}
