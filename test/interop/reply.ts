// What the head of a message says, without its records: in a form in which the answers of several servers can be compared.
import { rcodeToText } from '../../src/dns/constants.js';
import { decodeMessage, type Message } from '../support/message.js';

/** Each part as text; a message that did not come has only `reply`. */
export interface Reply {
  /** `answered`, `silent` or `malformed`. */
  readonly reply: string;
  readonly rcode: string;
  /** Those of AA, TC, RD, RA, AD and CD that are set. */
  readonly flags: string;
  readonly opcode: string;
  /** How many questions, and whether they are those of the query, octet by octet. */
  readonly question: string;
  readonly answer: string;
  readonly authority: string;
  /** Version, DO and further flags of OPT, or `none`; the size is everyone's own. */
  readonly opt: string;
}

const EDE = 15;

function without(reply: string): Reply {
  return { reply, rcode: '', flags: '', opcode: '', question: '', answer: '', authority: '', opt: '' };
}

function questionText({ questions }: Message, query: Uint8Array): string {
  const octets = Buffer.concat(questions.map(question => question.octets));
  const isEcho = octets.equals(query.subarray(12, 12 + octets.length));
  return `${questions.length}${isEcho ? '' : ' changed'}`;
}

/** Extended DNS Errors, which only explain, are left out. */
function optText({ edns }: Message): string {
  if (edns === undefined) return 'none';
  const options = edns.options.filter(({ code }) => code !== EDE);
  const codes = options.map(({ code, data }) => ` ${code}(${data.length})`).join('');
  return `v${edns.version}${edns.dnssecOk ? ' do' : ''}${edns.otherFlags === 0 ? '' : ' flags'}${codes}`;
}

/** Reads what came for a query; undefined stands for no message. */
export function replyOf(octets: Uint8Array | undefined, query: Uint8Array): Reply {
  if (octets === undefined) return without('silent');
  let message: Message;
  try {
    message = decodeMessage(octets);
  } catch {
    return without('malformed');
  }
  const { rcode, flags, opcode, answer, authority } = message;
  return {
    reply: 'answered',
    rcode: rcodeToText(rcode),
    flags: [...flags].filter(flag => flag !== 'qr').join(' '),
    opcode: String(opcode),
    question: questionText(message, query),
    answer: String(answer.length),
    authority: String(authority.length),
    opt: optText(message),
  };
}

/** All of it in one line. */
export function replyText({ reply, rcode, flags, opcode, question, answer, authority, opt }: Reply): string {
  if (reply !== 'answered') return reply;
  const code = opcode === '0' ? '' : ` opcode ${opcode}`;
  return `${rcode} [${flags}]${code} qd ${question} an ${answer} ns ${authority} opt ${opt}`;
}
