// What is legal in TXT, SPF and CAA records and yet surely not meant: lost spaces, halves of a policy, quotes that do not quote.
import { TYPE } from '../dns/types.js';
import type { Doubt } from '../source/problem.js';
import { nearest } from '../source/suggest.js';
import type { Records } from './records.js';
import type { RRset } from './rrset.js';
import type { Zone } from './zone.js';

/** A doubt about one record of a set. */
export interface RecordDoubt {
  readonly index: number;
  readonly doubt: Doubt;
}

/** The most characters of a text that a message shows. */
const MAX_SHOWN = 60;

/** The begin of a text that says by what rules it is read: SPF, DMARC, DKIM, MTA-STS, TLS-RPT. */
const POLICY = /^v=(spf1|DMARC1|DKIM1|STSv1|TLSRPTv1)(.?)/is;
/** A term of SPF (RFC 7208 §4.6.1). */
const SPF_TERM =
  /^[-+?~]?(?:all|(?:a|mx|ptr)(?:[:/]\S+)?|(?:exists|include|ip[46]):\S+|(?:redirect|exp)=\S+)(?: |$)/i;
/** A tag of the other policies (RFC 6376 §3.2). */
const TAG = /^[a-z]{1,6}=(?!=)/i;

/** Tags of CAA that authorities or reporters look for (RFC 8659 §4, RFC 9495, and their registry). */
const CAA_TAGS = ['issue', 'issuewild', 'iodef', 'contactemail', 'contactphone', 'issuemail', 'issuevmc'];

function stringsOf(rdata: Uint8Array): string[] {
  const strings: string[] = [];
  for (let at = 0; at < rdata.length; at += 1 + rdata[at])
    strings.push(Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at])).toString());
  return strings;
}

const OPENS = new Set(Buffer.from("vV'"));
const BACKSLASH = 0x5c;

/** Whether a text is one string that is no policy, or `v=word;` and more. Fast: most texts are so. */
function isOrdinary(rdata: Uint8Array): boolean {
  if (rdata.length !== rdata[0] + 1) return false;
  if (!OPENS.has(rdata[1])) return true;
  if ((rdata[1] | 0x20) !== 0x76 || rdata[2] !== 0x3d || rdata.includes(BACKSLASH)) return false;
  let at = 3;
  while ((rdata[at] | 0x20) >= 0x61 || (rdata[at] >= 0x30 && rdata[at] <= 0x39)) at++;
  // v=spf1 is followed by a space.
  return rdata[at] === 0x3b && (rdata[4] | 0x20) !== 0x70;
}

/** Whether the texts of a row need no look at their words. */
export function isOrdinaryText(records: Records, row: number): boolean {
  const record = records.firstRecord(row);
  return (
    records.typeOf(row) === TYPE.TXT &&
    record !== 0 &&
    records.nextRecord(record) === 0 &&
    isOrdinary(records.rdata(record))
  );
}

function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** Readers join the strings of a text as they are, so that what stood between two words in the file is lost (RFC 7208 §3.3). */
function joinDoubt(strings: readonly string[], isSpf: boolean): Doubt | undefined {
  const isLost = strings.some((text, index) => {
    const before = strings[index - 1] ?? ' ';
    return isSpf ? !before.endsWith(' ') && SPF_TERM.test(text) : !/[; ]$/.test(before) && TAG.test(text);
  });
  if (!isLost) return undefined;
  return {
    message: `the strings of the text are joined without a space: ${shown(strings.join(''))}`,
    hint: `put the whole text in one pair of quotes: "${shown(strings.join(isSpf ? ' ' : '; '))}"`,
  };
}

/** What is doubtful about one text. */
function policyDoubt(strings: readonly string[]): Doubt | undefined {
  const text = strings.join('');
  if (/^'.*'$/s.test(text))
    return {
      message: "the text stands in ', which is a part of it",
      hint: "write the text without ', in double quotes",
    };
  const [, version, next] = POLICY.exec(text) ?? [];
  if (version === undefined) return undefined;
  const isSpf = version.toLowerCase() === 'spf1';
  const joined = joinDoubt(strings, isSpf);
  if (joined !== undefined) return joined;
  if (next === '' || (isSpf ? next === ' ' : !/^v=\w+(?!\w)(?:\s+[^;\s]|[^;\\\s])/.test(text)))
    return undefined;
  return {
    message: `v=${version} is not followed by ${isSpf ? 'a space' : 'a semicolon'}: ${shown(text)}`,
    hint: isSpf ? 'the terms of SPF are separated by spaces' : 'the tags are separated by semicolons',
  };
}

/** What is doubtful about several texts of one owner. */
function setDoubts(texts: readonly string[]): RecordDoubt[] {
  const doubts: RecordDoubt[] = [];
  const versions = texts.map(text => POLICY.exec(text)?.[1].toLowerCase());
  const hasSpf = versions.includes('spf1');
  for (const [index, version] of versions.entries()) {
    const isSecond = (version === 'spf1' || version === 'dmarc1') && versions.indexOf(version) < index;
    if (isSecond)
      doubts.push({
        index,
        doubt: {
          message: `this is the second text of the name with v=${version === 'spf1' ? version : 'DMARC1'}: receivers heed none of them`,
          hint: 'make one text of them',
        },
      });
    else if (hasSpf && SPF_TERM.test(texts[index]))
      doubts.push({
        index,
        doubt: {
          message: `${shown(texts[index])} is a text of its own, and no part of the one with v=spf1`,
          hint: 'write all terms of SPF in one text',
        },
      });
  }
  return doubts;
}

/** What is doubtful about the TXT or SPF records of a name. */
export function textDoubts(zone: Zone, rrset: RRset): RecordDoubt[] {
  const all = rrset.rdatas.map(stringsOf);
  const texts = all.map(strings => strings.join(''));
  const doubts = all.flatMap((strings, index) => {
    const doubt = policyDoubt(strings);
    return doubt === undefined ? [] : [{ index, doubt }];
  });
  if (texts.length > 1) doubts.push(...setDoubts(texts));
  if (rrset.type === TYPE.SPF && zone.rrset(rrset.owner, TYPE.TXT) === undefined)
    doubts.push({
      index: 0,
      doubt: {
        message: 'the policy stands in a record of type SPF, which receivers do not read (RFC 7208 §3.1)',
        hint: 'write TXT in place of SPF',
      },
    });
  return doubts;
}

/** A tag of a CAA record that nobody looks for, when it is near to one that is known. */
export function tagDoubt(rdata: Uint8Array): Doubt | undefined {
  const tag = Buffer.from(rdata.subarray(2, 2 + rdata[1])).toString();
  const near = CAA_TAGS.includes(tag.toLowerCase()) ? undefined : nearest(tag, CAA_TAGS);
  if (near === undefined) return undefined;
  return { message: `authorities do not know the tag ${tag} of CAA`, hint: `did you mean \`${near}\`?` };
}
