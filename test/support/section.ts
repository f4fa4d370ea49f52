// Sections of a message as zone-file text, so that what is expected and what came can be compared as lines.
import { nameToText } from '../../src/dns/name.js';
import { rdataToText } from '../../src/dns/rdata/to-text.js';
import { typeToText } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { renderProblem } from '../../src/source/render.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import type { ResourceRecord } from './message.js';

const ROOT = Uint8Array.of(0);

function line(owner: Uint8Array, ttl: number, type: number, rdata: Uint8Array): string {
  return `${nameToText(owner)} ${ttl} IN ${typeToText(type)} ${rdataToText(type, rdata)}`;
}

/** One line per record, in the order of the message, in the case of the message. */
export function sectionLines(records: readonly ResourceRecord[]): string[] {
  return records.map(record => {
    if (record.class !== 1) throw new Error(`a record of class ${record.class} in an answer`);
    return line(record.name, record.ttl, record.type, record.rdata);
  });
}

/**
 * The lines of expected records. Every line of the text is read by itself (so that order and differing TTLs are
 * kept), with the root as origin: final dots may be left out. @throws Error when a line is no record
 */
export function expectedLines(text: string): string[] {
  return text.split('\n').flatMap(source => {
    const problems = new Problems();
    const zone = readMasterFile(Buffer.from(source), { file: 'expected', origin: ROOT, problems });
    if (problems.hasErrors) throw new Error(problems.list.map(renderProblem).join('\n'));
    return [...zone.rrsets()].flatMap(({ owner, ttl, type, rdatas }) =>
      rdatas.map(rdata => line(owner, ttl, type, rdata)),
    );
  });
}
