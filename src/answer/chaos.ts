// What the server says of itself in class CH (RFC 4892): the names, and the text of each.
import { RCODE } from '../dns/constants.js';
import { nameFromText } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { LookupName } from '../image/lookup-name.js';
import type { Question } from './question.js';
import type { AnswerSettings } from './settings.js';
import type { AnswerWriter } from './write.js';

const ofVersion = ['version.bind.', 'version.server.'].map(text => nameFromText(text));
const ofIdentity = ['id.server.', 'hostname.bind.'].map(text => nameFromText(text));

/** Answers a question of class CH. @returns its response code */
export function answerChaos(
  { name, qtype }: Question,
  settings: AnswerSettings,
  writer: AnswerWriter,
): number {
  const text = qtype === TYPE.TXT || qtype === TYPE.ANY ? textOf(name, settings) : undefined;
  if (text === undefined) return RCODE.REFUSED;
  writer.addChaosText(text);
  return RCODE.NOERROR;
}

function textOf(name: LookupName, { version, identity }: AnswerSettings): Uint8Array | undefined {
  if (isOneOf(ofVersion, name)) return version;
  return isOneOf(ofIdentity, name) ? identity : undefined;
}

function isOneOf(names: readonly Uint8Array[], { lower, length }: LookupName): boolean {
  return names.some(name => name.length === length && name.every((octet, at) => octet === lower[at]));
}
