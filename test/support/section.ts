// Sections of a message as zone-file text, so that what is expected and what came can be compared as lines.
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { renderProblem } from '../../src/source/render.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { ResourceRecord } from './message.js';

const ROOT = Uint8Array.of(0);

/** Those that an answer can have records of. */
const CLASS_NAMES = new Map([
  [1, 'IN'],
  [3, 'CH'],
]);

/** What a line says. */
interface Line {
  readonly owner: Uint8Array;
  readonly ttl: number;
  readonly qclass: string;
  readonly type: number;
  readonly rdata: Uint8Array;
}

function line({ owner, ttl, qclass, type, rdata }: Line): string {
  return `${nameToText(owner)} ${ttl} ${qclass} ${typeToText(type)} ${rdataToText(type, rdata)}`;
}

/** One line per record, in the order of the message, in the case of the message. */
export function sectionLines(records: readonly ResourceRecord[]): string[] {
  return records.map(({ name: owner, class: number, ttl, type, rdata }) => {
    const qclass = CLASS_NAMES.get(number);
    if (qclass === undefined) throw new Error(`a record of class ${number} in an answer`);
    return line({ owner, ttl, qclass, type, rdata });
  });
}

/**
 * The lines of expected records. Every line of the text is read by itself (so that order and differing TTLs are
 * kept), with the root as origin: final dots may be left out. @throws Error when a line is no record
 */
export function expectedLines(text: string): string[] {
  return text.split('\n').flatMap(source => {
    const problems = new Problems();
    // A master file is of one class, and the reader knows only IN.
    const qclass = /^\S+ \d+ CH /.test(source) ? 'CH' : 'IN';
    const readable = source.replace(' CH ', ' ');
    const zone = readMasterFile(Buffer.from(readable), { file: 'expected', origin: ROOT, problems });
    if (problems.hasErrors) throw new Error(problems.list.map(problem => renderProblem(problem)).join('\n'));
    return [...zone.rrsets()].flatMap(({ owner, ttl, type, rdatas }) =>
      rdatas.map(rdata => line({ owner, ttl, qclass, type, rdata })),
    );
  });
}
