// respond(): the octets of a query become those of its answer. Synchronous, without I/O, a clock, or an allocation per query.
import { CLASS, EDE, OWN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { LOW, opcodeIn } from '../dns/header.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { isMetaQtype, TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import { OWN_ROUTE } from '../image/forward-rule.js';
import type { NameSet } from '../image/name-set.js';
import { Askers } from './askers.js';
import { type Chain, chainOf } from './chain.js';
import { answerChaos } from './chaos.js';
import { ClientCatalog } from './client-catalog.js';
import { controlOf, isCompleted } from './control-message.js';
import { EDE_TEXT } from './ede-text.js';
import { CONTROL, DROP, Exchange, OUTCOME, type Outcome, sizeLimit } from './exchange.js';
import { HandedOut } from './handed-out.js';
import { NameAnswer } from './name-answer.js';
import { OptWriter } from './opt.js';
import { PARSED, type Parsed } from './question.js';
import { rcodeOf } from './rcode-of.js';
import { REFUSAL } from './refusal.js';
import type { AnswerSettings } from './settings.js';
import { Signature, type SignedBy } from './signature.js';
import { ClientSubnet } from './subnet.js';
import { Tally } from './tally.js';
import { transferRcode } from './transfer-request.js';
import { AnswerWriter } from './write.js';
import { ZoneAnswer } from './zone-answer.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { ANSWERED, FORWARD } = OUTCOME;
const { QUERY } = PARSED;
const { CH, IN, ANY } = CLASS;
const { AXFR, IXFR, NXNAME } = TYPE;
const { NOERROR, NXDOMAIN, SERVFAIL } = RCODE;
const { RA } = LOW;

/** Answers queries from one catalog; one instance per thread. */
export class Responder {
  readonly #seen: ClientCatalog;
  /** The query under way. */
  readonly exchange: Exchange;
  /** What goes into OPT. */
  readonly opt: OptWriter;
  /** Counts the programming errors that are answered with SERVFAIL. */
  readonly #tally: Tally;
  readonly writer: AnswerWriter;
  readonly #subnet: ClientSubnet;
  readonly #zones: ZoneAnswer;
  readonly #signature = new Signature();
  readonly names: NameAnswer;
  readonly askers: Askers;
  #edeCode = -1;
  #edeText: Uint8Array = EDE_TEXT.NONE;

  /** @param tally counts programming errors, and lineups that could not be read: what is answered with SERVFAIL */
  constructor(catalog: Catalog, tally = new Tally(), exchange = new Exchange()) {
    this.exchange = exchange;
    this.#seen = new ClientCatalog(catalog, exchange);
    this.#tally = tally;
    this.opt = new OptWriter(exchange.client);
    this.writer = new AnswerWriter(this.opt, new HandedOut(tally));
    this.#subnet = new ClientSubnet(exchange.client, exchange.question);
    this.#zones = new ZoneAnswer(exchange, this.writer, this.#subnet, tally);
    this.names = new NameAnswer(exchange, this.writer);
    this.askers = new Askers(exchange);
    this.#zones.names = this.names;
    this.#zones.askers = this.askers;
  }

  /** All zones and forward rules; set anew by a reload, between two queries. */
  set catalog(catalog: Catalog) {
    this.#seen.all = catalog;
  }

  /** Those that the client of the query sees. */
  get catalog(): Catalog {
    return this.#seen.current;
  }

  /** What the configuration says about answers; set anew by a reload, between two queries. */
  set settings(settings: AnswerSettings) {
    this.opt.settings = settings;
    this.#zones.isMinimal = settings.isMinimal ?? true;
    this.#subnet.trust = settings.trustsSubnet;
    this.askers.settings = settings;
    this.#seen.views = settings;
    this.names.designated = settings.designated ?? [];
  }

  get settings(): AnswerSettings {
    return this.opt.settings;
  }

  /** Programming errors that were answered with SERVFAIL so far. */
  get failures(): number {
    return this.#tally.failures;
  }

  /**
   * Answers the message of the exchange. What is for somebody else is refused, with {@link Exchange.control} set.
   * @returns ANSWERED, DROPPED or FORWARD
   */
  respond(): Exclude<Outcome, typeof OUTCOME.CONTROL> {
    const { exchange } = this;
    const { question, output, base } = exchange;
    const parsed = question.parse(exchange.input, exchange.start, exchange.end);
    exchange.begin();
    if (parsed === PARSED.DROP) {
      exchange.drop = DROP.MALFORMED;
      return OUTCOME.DROPPED;
    }
    this.#edeCode = -1;
    this.#zones.reset();
    this.#subnet.reset();
    if (question.options.cookieAt > 0) exchange.hasValidCookie = this.opt.hasValidCookie(question);
    exchange.limit = sizeLimit(exchange, this.opt.settings.sizeWithoutCookie ?? OWN_UDP_SIZE);
    this.writer.begin(question, output, base, exchange.limit);
    let isSigned = false;
    try {
      isSigned = question.tsig.at > 0 && this.#takeSignature(parsed);
      this.#seen.choose(exchange.key);
      const isRefused = isSigned && this.#signature.rcode !== NOERROR;
      const outcome = isRefused ? this.#end(this.#signature.rcode) : this.#outcomeOf(parsed);
      if (outcome === FORWARD) return outcome;
    } catch {
      this.#tally.failed();
      exchange.rcode = RCODE.SERVFAIL;
      this.#zones.flags = 0;
      this.writer.clear();
    }
    const length = this.#finish();
    exchange.length =
      isSigned && !this.#isBegun
        ? this.#signature.write(output.subarray(base), length, exchange.limit)
        : length;
    return ANSWERED;
  }

  /** Whether others complete the answer, and sign it. */
  get #isBegun(): boolean {
    return isCompleted(this.exchange.control) && this.exchange.rcode === NOERROR;
  }

  /** By what the query is signed, rightly; undefined when it is not. */
  get signedBy(): SignedBy | undefined {
    return this.exchange.key === NO_KEY ? undefined : this.#signature.signedBy;
  }

  /** Checks the signature, unless it is for others, and keeps room for that of the answer. @returns whether it is for this server */
  #takeSignature(parsed: Parsed): boolean {
    const { exchange } = this;
    const { question, output, base, limit } = exchange;
    const { keyRing } = this.opt.settings;
    this.#seen.choose(this.#signature.claimed(question, keyRing));
    if (this.#isForOthers(parsed)) return false;
    const room = this.#signature.check(question, keyRing);
    exchange.key = this.#signature.key;
    exchange.refusal = this.#signature.refusal;
    this.writer.begin(question, output, base, limit - room);
    return true;
  }

  #outcomeOf(parsed: Exclude<Parsed, typeof PARSED.DROP>): typeof OUTCOME.ANSWERED | typeof OUTCOME.FORWARD {
    return parsed === QUERY ? this.#resolve() : this.#explain(parsed);
  }

  #finish(): number {
    const { rcode, mayForward } = this.exchange;
    const recursion = mayForward && this.catalog.hasUpstreams ? RA : 0;
    const { flags, choice } = this.#zones;
    this.opt.subnetScope = this.#subnet.scope;
    if (this.#edeCode < 0)
      return this.writer.finish(rcode, flags, recursion, choice.edeCode, choice.edeText, choice.edeLength);
    const text = this.#edeText;
    return this.writer.finish(rcode, flags, recursion, this.#edeCode, text, text.length);
  }

  /** Finds the response code to what is no question, or not one that is understood. */
  #explain(parsed: Exclude<Parsed, typeof PARSED.QUERY | typeof PARSED.DROP>): typeof OUTCOME.ANSWERED {
    const { exchange } = this;
    if (parsed === PARSED.NOTIMP) exchange.control = controlOf(opcodeIn(exchange.question.flags));
    const rcode = rcodeOf(parsed, exchange, this.opt.settings);
    const isRefused = exchange.control === CONTROL.UPDATE && rcode === RCODE.REFUSED;
    if (isRefused && exchange.refusal === REFUSAL.NONE) exchange.refusal = REFUSAL.NOT_ALLOWED;
    return this.#end(rcode);
  }

  /** Finds the response code and writes the records. */
  #resolve(): typeof OUTCOME.ANSWERED | typeof OUTCOME.FORWARD {
    const { exchange, catalog } = this;
    const { question } = exchange;
    const { qtype } = question;
    if (question.qclass === CH) return this.#end(answerChaos(question, this.opt.settings, this.writer));
    if (question.qclass !== IN && question.qclass !== ANY) return this.#end(RCODE.REFUSED);
    if (qtype === AXFR || qtype === IXFR) return this.#transfer();
    if (isMetaQtype(qtype)) return this.#refuseType(qtype);
    const zone = catalog.find(question.name, qtype);
    const { names } = catalog;
    if (names !== undefined && this.names.applies(names, question.name, catalog, zone))
      return this.#answerName(names);
    if (zone !== undefined) {
      exchange.zone = zone;
      if (zone.askers !== 0 && !this.askers.isNamedBy(zone)) return this.#refuseAsker();
      exchange.rcode = this.#zones.answer(zone, catalog);
      if (exchange.blockedBy !== undefined) this.#sayBlocked(names!);
      if (this.#zones.isLeft) return this.#forward(this.writer.finishPart(this.#zones.flags));
      // An alias may lead to a zone that is left out.
      return exchange.rcode === SERVFAIL && catalog.isLeftOut ? this.#leaveOut() : ANSWERED;
    }
    if (catalog.isLeftOut) return this.#leaveOut();
    if (catalog.route < 0 && catalog.route !== OWN_ROUTE)
      return this.#refuse(EDE.NOT_AUTHORITATIVE, EDE_TEXT.NAME);
    if (!exchange.mayForward) return this.#refuse(EDE.PROHIBITED, EDE_TEXT.CLIENT);
    if (catalog.route !== OWN_ROUTE) return this.#forward(0);
    exchange.control = CONTROL.HEALTH;
    return this.#refuse(EDE.NOT_AUTHORITATIVE, EDE_TEXT.NAME);
  }

  /** What a list blocks, or a name that stands alone. */
  #answerName(names: NameSet): typeof OUTCOME.ANSWERED {
    const { exchange } = this;
    exchange.rcode = this.names.answer(names, exchange.question.name);
    this.#zones.flags = this.names.flags;
    if (names.isBlocked) this.#sayBlocked(names);
    else if (names.isHome && exchange.rcode === NXDOMAIN) this.#sayHome();
    return ANSWERED;
  }

  #sayHome(): void {
    this.#edeCode = EDE.SYNTHESIZED;
    this.#edeText = EDE_TEXT.HOME;
  }

  #sayBlocked({ reason }: NameSet): void {
    this.#edeCode = EDE.BLOCKED;
    this.#edeText = reason;
  }

  /** Whether the question goes upstream, and a signature with it, for who knows the key (RFC 8945 §5.5). */
  #isForOthers(parsed: Parsed): boolean {
    const { exchange, catalog } = this;
    const { name, qtype, qclass } = exchange.question;
    if (parsed !== QUERY || !exchange.mayForward || (qclass !== IN && qclass !== ANY)) return false;
    if (qtype === AXFR || qtype === IXFR || isMetaQtype(qtype)) return false;
    if (catalog.find(name, qtype) !== undefined || catalog.route < 0) return false;
    return catalog.names === undefined || !this.names.applies(catalog.names, name, catalog, undefined);
  }

  #forward(chainLength: number): typeof OUTCOME.FORWARD {
    this.exchange.chainLength = chainLength;
    this.exchange.route = this.catalog.route;
    return FORWARD;
  }

  #end(rcode: number): typeof OUTCOME.ANSWERED {
    this.exchange.rcode = rcode;
    return ANSWERED;
  }

  /** Who may have a zone as a whole gets it from somebody else: NOERROR says so. */
  #transfer(): typeof OUTCOME.ANSWERED {
    const { exchange, catalog } = this;
    exchange.control = CONTROL.TRANSFER;
    const zone = catalog.find(exchange.question.name, TYPE.SOA);
    if (catalog.isLeftOut) return this.#leaveOut();
    return this.#end(transferRcode(exchange, zone, this.opt.settings));
  }

  /** NXNAME stands in lists of types alone, and who asks for it makes a mistake (RFC 9824 §3.5). */
  #refuseType(qtype: number): typeof OUTCOME.ANSWERED {
    if (qtype !== NXNAME) return this.#end(RCODE.NOTIMP);
    this.#edeCode = EDE.INVALID_QUERY_TYPE;
    return this.#end(RCODE.FORMERR);
  }

  /** Of a zone with an error nothing is known that could be said (RFC 8914 §4.25). */
  #leaveOut(): typeof OUTCOME.ANSWERED {
    this.#edeCode = EDE.INVALID_DATA;
    this.#edeText = EDE_TEXT.NO_VERSION;
    this.#zones.flags = 0;
    return this.#end(SERVFAIL);
  }

  #refuseAsker(): typeof OUTCOME.ANSWERED {
    this.exchange.refusal = REFUSAL.CLIENT;
    return this.#refuse(EDE.PROHIBITED, EDE_TEXT.ASKER);
  }

  #refuse(edeCode: number, text: Uint8Array): typeof OUTCOME.ANSWERED {
    this.#edeCode = edeCode;
    this.#edeText = text;
    return this.#end(RCODE.REFUSED);
  }

  /** After FORWARD: as {@link chainOf}. */
  chain(): Chain | undefined {
    return chainOf(this.exchange, this.#zones.target);
  }
}
