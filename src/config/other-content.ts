// What a zone file with errors holds in place of a zone of its format, so that one error says it.
import { canonicalAddress } from '../dns/endpoint.js';
import { isUtf16 } from '../source/encoding.js';
import type { Problem } from '../source/problem.js';
import { HEEDED } from './dnsmasq/statements.js';
import { FORMATS, type FormatName } from './format/registry.js';
import { linesOf, programOf } from './program-of.js';
import { foreignText, importCommand } from './unread-files.js';
import { LOOK_OCTETS, lookAtHead } from './zone-look.js';

/** What is said of it. */
interface Other {
  readonly what: string;
  readonly hint: string;
}

/** Whether a line is one of a hosts file: an address and names. */
export function isHostsLine(line: string): boolean {
  const [address, name, ...more] = line.split(/\s+/);
  const isWord = (word: string) => /^[\w.-]+$/.test(word);
  return canonicalAddress(address.split('%')[0]) !== undefined && [name ?? '', ...more].every(isWord);
}

/** Whether most lines are of a kind: a slip in one does not make it another file. */
export function areMost(lines: readonly string[], isOne: (line: string) => boolean): boolean {
  return 2 * lines.filter(isOne).length > lines.length;
}

const isYamlLine = (line: string) => /^(?:-\s+\S|---$|(?:-\s+)?["']?[\w.@*-]+["']?\s*:(?:\s|$))/.test(line);

const isDnsmasqLine = (line: string) => HEEDED.has(/^([\w-]+)\s*=/.exec(line)?.[1] ?? '');

/** Whether each line has as many commas, as in a table. */
function isTable(lines: readonly string[]): boolean {
  const commas = (line: string) => line.split(',').length - 1;
  return (
    lines.length > 1 &&
    commas(lines[0]) > 1 &&
    lines.every(line => commas(line) === commas(lines[0]) && !line.includes('='))
  );
}

const isJson = (text: string) => /^\s*[[{]\s*(?:"(?:[^"\\]|\\.)*"\s*[:,\]]|[[{\]}])/.test(text);

const isMarkup = (text: string) => /^\s*<(?:!doctype|!--|\?xml|html|head|body)\b/i.test(text);

/** What to do about a file of a format that is read under another name. */
function renamed(format: FormatName, file: string): Other {
  const [extension] = FORMATS[format].extensions;
  const titles = { master: 'a master file', yaml: 'YAML', dnsmasq: 'dnsmasq.conf' };
  return {
    what: `looks like ${titles[format]}`,
    hint: `let its name end in ${extension}, or write { file: ${file}, format: ${format} } under zones:`,
  };
}

function otherText(file: string, format: FormatName, text: string): Other | undefined {
  const lines = linesOf(text);
  if (lines.length === 0) return undefined;
  const program = programOf(text);
  const imported = `\`${importCommand(file)}\` makes zones of it`;
  if (program !== undefined) return { what: foreignText(program), hint: imported };
  if (isMarkup(text))
    return {
      what: 'looks like a page of HTML or XML',
      hint: 'fetch the file itself again, not a page about it',
    };
  if (format !== 'yaml' && isJson(text))
    return { what: 'looks like JSON', hint: 'write it as a zone in YAML, of which JSON is a part' };
  if (areMost(lines, isHostsLine)) return { what: 'looks like a hosts file', hint: imported };
  if (format !== 'dnsmasq' && areMost(lines, isDnsmasqLine)) return renamed('dnsmasq', file);
  if (format !== 'yaml' && areMost(lines, isYamlLine)) return renamed('yaml', file);
  if (isTable(lines))
    return {
      what: 'looks like a table of values with commas',
      hint: 'write one record in each line, as `www 300 A 192.0.2.1`',
    };
  return undefined;
}

/** The first mark of a merge that was not finished. */
function mergeMark(file: string, bytes: Uint8Array): Problem | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const find = (mark: string) => (text.indexOf(mark) === 0 ? 0 : text.indexOf(`\n${mark}`) + 1 || -1);
  const at = find('<<<<<<< ');
  if (at < 0 || find('>>>>>>> ') < 0) return undefined;
  let line = 1;
  for (let each = text.indexOf(10); each >= 0 && each < at; each = text.indexOf(10, each + 1)) line++;
  const end = text.indexOf(10, at);
  return {
    severity: 'error',
    place: { file, line, column: 1 },
    message: 'the file has the marks of a merge that was not finished',
    hint: 'keep one of the two sides, and take the lines with <<<<<<<, ======= and >>>>>>> away',
    sourceLine: text.subarray(at, end < 0 ? at + 100 : end).toString(),
    width: 7,
  };
}

/** What the octets of a file with errors are instead of a zone in its format; undefined when they may be one. */
export function otherContent(file: string, format: FormatName, bytes: Uint8Array): Problem | undefined {
  const place = { file, line: 1, column: 1 };
  const say = (what: string, hint?: string): Problem => ({
    ...{ severity: 'error', place, message: `the file ${what}` },
    ...(hint === undefined ? {} : { hint }),
  });
  if (isUtf16(bytes)) return say('is UTF-16 text', 'save it as UTF-8');
  const merge = mergeMark(file, bytes);
  if (merge !== undefined) return merge;
  const head = bytes.subarray(0, LOOK_OCTETS);
  if (head.includes(0)) return say('is not text');
  const look = lookAtHead({ bytes: head, isCut: bytes.length > head.length, isPublic: false });
  if (look.format === format) return undefined;
  if (look.format !== undefined) {
    const { what, hint } = renamed(look.format, file);
    return say(what, hint);
  }
  const other = otherText(
    file,
    format,
    Buffer.from(head)
      .toString()
      .replace(/^\ufeff/, ''),
  );
  return other && say(other.what, other.hint);
}
