// respond(): bytes of a query in, bytes of its answer out. Synchronous, without I/O, a clock, or an allocation per query.
import { CLASS, EDE, OWN_UDP_SIZE, PLAIN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { LOW } from '../dns/header.js';
import { TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import type { ServedZone } from '../image/served-zone.js';
import { answerChaos } from './chaos.js';
import { Client } from './client.js';
import { OptWriter } from './opt.js';
import { PARSED, Question } from './question.js';
import { rcodeOf } from './rcode-of.js';
import type { AnswerSettings } from './settings.js';
import { ClientSubnet } from './subnet.js';
import { Tally } from './tally.js';
import { AnswerWriter } from './write.js';
import { LEFT, ZoneAnswer } from './zone-answer.js';

/** Returned by {@link Responder.respond} when the query is to go upstream, along `route`. */
export const FORWARD = -1;
/** Returned by {@link Responder.respond} when the message gets no answer. */
export const DROPPED = 0;

const NO_TEXT = new Uint8Array(0);
const REFUSED_CLIENT = new TextEncoder().encode('only clients named by "allow" may use the forwarder');
const REFUSED_NAME = new TextEncoder().encode('no zone here holds this name');
const MAX_MESSAGE = 65535;

/** The part of an answer that lies in the zones; the rest is to be asked for upstream. */
export interface Chain {
  /** Header, question and the CNAME records, without OPT. */
  readonly message: Uint8Array;
  /** The name to go on with, in wire form. */
  readonly target: Uint8Array;
}

/** Answers queries from one catalog; one instance per thread. */
export class Responder {
  /** Set anew by a reload, between two queries. */
  catalog: Catalog;
  /** After a call: the question, as far as it could be read. */
  readonly question = new Question();
  /** After a call: the response code, extended bits included. */
  rcode = 0;
  /** After a call: the zone's row in the counters, 0 outside all zones. */
  row = 0;
  /** After {@link FORWARD}: the number of the route. */
  route = 0;
  /**
   * After {@link FORWARD}: 0, or the length of what was written of the answer so far, without OPT: an alias leads from a zone to
   * a name which is to be asked for upstream, see {@link chain}.
   */
  chainLength = 0;

  /** Who asks; set before a call. */
  readonly client = new Client();
  /** After a call: whether the query brought a server cookie that was made here for this client: its address is not forged. */
  hasValidCookie = false;

  /** What goes into OPT. */
  readonly opt = new OptWriter(this.client);

  readonly #writer = new AnswerWriter(this.opt);
  readonly #subnet = new ClientSubnet(this.client, this.question);
  readonly #zones: ZoneAnswer;
  #edeCode = -1;
  #edeText: Uint8Array = NO_TEXT;

  readonly #tally: Tally;

  /** @param tally counts programming errors, and lineups that could not be read: what is answered with SERVFAIL */
  constructor(catalog: Catalog, tally = new Tally()) {
    this.catalog = catalog;
    this.#tally = tally;
    this.#zones = new ZoneAnswer(this.question, this.#writer, this.#subnet, tally);
  }

  /** What the configuration says about answers; set anew by a reload, between two queries. */
  set settings(settings: AnswerSettings) {
    this.opt.settings = settings;
    this.#zones.isMinimal = settings.isMinimal ?? true;
    this.#subnet.trust = settings.trustsSubnet;
  }

  /** Programming errors that were answered with SERVFAIL so far. */
  get failures(): number {
    return this.#tally.failures;
  }

  /**
   * Answers the message at `input[start]` to `input[end]` into `out[base]` and on.
   * @param isTcp decides the size limit: 65,535 octets, else what the client announced, at most {@link OWN_UDP_SIZE}
   * @param mayForward whether this client is offered recursion: sets RA if there are upstreams, and lets names outside the zones be forwarded
   * @returns the length of the answer, {@link DROPPED} or {@link FORWARD}
   */
  respond(
    input: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    base: number,
    isTcp: boolean,
    mayForward: boolean,
  ): number {
    const { question } = this;
    const parsed = question.parse(input, start, end);
    this.hasValidCookie = false;
    this.row = 0;
    this.chainLength = 0;
    this.rcode = RCODE.NOERROR;
    if (parsed === PARSED.DROP) return DROPPED;
    this.#edeCode = -1;
    this.#zones.reset();
    this.#subnet.reset();
    if (question.options.cookieAt > 0) this.hasValidCookie = this.opt.hasValidCookie(question);
    const recursion = mayForward && this.catalog.hasUpstreams ? LOW.RA : 0;
    this.#writer.begin(question, out, base, sizeLimit(question, isTcp));
    try {
      const rcode =
        parsed === PARSED.QUERY
          ? this.#resolve(mayForward)
          : rcodeOf(parsed, question, this.opt.settings, this.hasValidCookie);
      if (rcode === FORWARD) return FORWARD;
      this.rcode = rcode;
    } catch {
      this.#tally.failed();
      this.rcode = RCODE.SERVFAIL;
      this.#zones.flags = 0;
      this.#writer.clear();
    }
    const length = this.#finish(recursion);
    if (question.tsig.at === 0 || this.rcode !== RCODE.NOTAUTH) return length;
    return question.tsig.writeBadKey(input, out, base, length, sizeLimit(question, isTcp));
  }

  #finish(recursion: number): number {
    const { rcode } = this;
    const { flags, choice } = this.#zones;
    this.opt.subnetScope = this.#subnet.scope;
    if (this.#edeCode < 0)
      return this.#writer.finish(rcode, flags, recursion, choice.edeCode, choice.edeText, choice.edeLength);
    const text = this.#edeText;
    return this.#writer.finish(rcode, flags, recursion, this.#edeCode, text, text.length);
  }

  /** @returns a response code or {@link FORWARD} */
  #resolve(mayForward: boolean): number {
    const { question } = this;
    const { qtype } = question;
    if (question.tsig.at > 0 && !this.#isForOthers(mayForward)) return RCODE.NOTAUTH;
    if (question.qclass === CLASS.CH) return answerChaos(question, this.opt.settings, this.#writer);
    if (question.qclass !== CLASS.IN && question.qclass !== CLASS.ANY) return RCODE.REFUSED;
    if (qtype === TYPE.AXFR || qtype === TYPE.IXFR) return this.#refuseTransfer();
    if (isMetaType(qtype)) return RCODE.NOTIMP;
    const zone = this.catalog.find(question.name, qtype);
    if (zone !== undefined) return this.#answer(zone, mayForward);
    if (this.catalog.route < 0) return this.#refuse(EDE.NOT_AUTHORITATIVE, REFUSED_NAME);
    if (!mayForward) return this.#refuse(EDE.PROHIBITED, REFUSED_CLIENT);
    this.route = this.catalog.route;
    return FORWARD;
  }

  /** Whether the question goes upstream, and a signature with it, for who knows the key (RFC 8945 §5.5). */
  #isForOthers(mayForward: boolean): boolean {
    const { name, qtype } = this.question;
    return this.catalog.find(name, qtype) === undefined && this.catalog.route >= 0 && mayForward;
  }

  /** Nobody gets a zone whole; of what is no zone here, that is said (RFC 5936 §2.2.1). */
  #refuseTransfer(): number {
    const { name } = this.question;
    return this.catalog.find(name, TYPE.SOA)?.labels === name.labels ? RCODE.REFUSED : RCODE.NOTAUTH;
  }

  #refuse(edeCode: number, text: Uint8Array): number {
    this.#edeCode = edeCode;
    this.#edeText = text;
    return RCODE.REFUSED;
  }

  #answer(zone: ServedZone, mayForward: boolean): number {
    this.row = zone.row;
    const rcode = this.#zones.answer(zone, this.catalog, mayForward);
    if (rcode !== LEFT) return rcode;
    this.route = this.catalog.route;
    this.chainLength = this.#writer.finishPart(this.#zones.flags);
    return FORWARD;
  }

  /** After {@link FORWARD} with a chain: a copy of the chain, which begins at `out[base]`, and of the name to go on with. */
  chain(out: Uint8Array, base: number): Chain | undefined {
    if (this.chainLength === 0) return undefined;
    const { given, length } = this.#zones.target;
    return {
      message: Uint8Array.from(out.subarray(base, base + this.chainLength)),
      target: new Uint8Array(given.buffer.slice(0, length)),
    };
  }
}

/** The largest answer to a query, in octets (RFC 6891 §6.2.3). */
export function sizeLimit(question: Question, isTcp: boolean): number {
  if (isTcp) return MAX_MESSAGE;
  if (!question.hasEdns) return PLAIN_UDP_SIZE;
  return Math.min(Math.max(question.udpSize, PLAIN_UDP_SIZE), OWN_UDP_SIZE);
}

/** OPT, TKEY, TSIG, MAILA and the like ask for nothing that a zone holds (RFC 6895 §3.1). */
function isMetaType(qtype: number): boolean {
  return qtype === TYPE.OPT || (qtype >= 128 && qtype < 255);
}
