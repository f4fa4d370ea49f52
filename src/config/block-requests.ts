// Which lists of names to read: the entries under `block:`, with patterns expanded.
import { dirname } from 'node:path';
import { ipv4FromText, ipv6FromText } from '../dns/address.js';
import { NAME_ANSWER, type NameList } from '../image/name-part.js';
import { pathFrom } from '../source/path-from.js';
import { isGlob } from '../source/wildcard.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { BlockEntry } from './block-keys.js';
import { LIST_FORMAT, usualSettings } from './format/list.js';
import { MAX_MATCHES } from './glob.js';
import { itemPath, type Report, reportAt } from './report.js';
import { type FileSearch, matchesOf, type ZoneRequest } from './zone-requests.js';

const WORDS: Readonly<Record<string, number>> = {
  nxdomain: NAME_ANSWER.NXDOMAIN,
  nodata: NAME_ANSWER.NODATA,
  null: NAME_ANSWER.NULL_A | NAME_ANSWER.NULL_AAAA,
};

function answerOf(answer: BlockEntry['answer']): NameList['answer'] {
  if (answer === undefined) return WORDS.null;
  if (typeof answer === 'string') return WORDS[answer];
  const octets = answer.map(text => ipv4FromText(text) ?? ipv6FromText(text) ?? new Uint8Array(0));
  const ofLength = (length: number) =>
    Uint8Array.from(octets.filter(each => each.length === length).flatMap(each => [...each]));
  return { a: ofLength(4), aaaa: ofLength(16) };
}

/** The files of an entry. */
function filesOf(path: string, report: Report, { files, patterns, known }: FileSearch): readonly string[] {
  if (!isGlob(path)) return [path];
  patterns.set(path, { report });
  const matches = matchesOf(path, report, files);
  if (matches.files.length === 0 && known?.has(path) !== true) report('warning', `no list matches ${path}`);
  if (matches.isCut)
    report('warning', `${path} matches ${MAX_MATCHES} files or more; further ones are not read`);
  return matches.files;
}

/** The lists that rondo.yaml asks for, relative to its folder. */
export function configuredLists(
  entries: readonly (string | BlockEntry)[],
  document: YamlDocument,
  search: FileSearch,
): ZoneRequest[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const path = itemPath(document, 'block', index);
    const { file, allow, answer, name } = typeof entry === 'string' ? ({ file: entry } as BlockEntry) : entry;
    const wanted = file ?? allow ?? '';
    const key = typeof entry === 'string' ? path : [...path, file === undefined ? 'allow' : 'file'];
    const report = reportAt(document, key);
    const full = pathFrom(dirname(document.file), wanted);
    const pattern = isGlob(wanted) ? { pattern: full } : {};
    return filesOf(full, report, search).flatMap(each => {
      if (seen.has(each)) {
        if (!isGlob(wanted)) report('error', `${each} stands above already`);
        return [];
      }
      seen.add(each);
      const { label } = usualSettings(each);
      const list = { label: name ?? label, answer: answerOf(answer), isAllow: file === undefined };
      return [{ file: each, format: LIST_FORMAT, report, list, ...pattern }];
    });
  });
}
