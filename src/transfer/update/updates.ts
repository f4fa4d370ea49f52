// Dynamic updates (RFC 2136): who may send them, how many may wait, and the answers to them.
import type { DeferredExchange } from '../../answer/deferred-exchange.js';
import { plainKeyName } from '../../config/key-uses.js';
import { RCODE } from '../../dns/constants.js';
import { FLAGS_AT, LOW } from '../../dns/header.js';
import { nameToLabel } from '../../dns/name.js';
import { inView } from '../../dns/view-label.js';
import type { ZoneVersion } from '../../store/zone-version.js';
import { byTurns } from '../../time/turns.js';
import type { UpdatedPart } from '../../zone/update/overlay.js';
import { AnswerSigner } from '../answer-signer.js';
import type { Answered } from './update-batch.js';
import { UpdateError } from './update-error.js';
import { RESULT, type UpdateHost, type UpdateResult, type Updater } from './update-host.js';
import { isInternet, readUpdate } from './update-message.js';
import { ZoneUpdates } from './zone-updates.js';

/** Updates that may wait: of all keys, and of one, so that it leaves room for others. */
const MAX_WAITING = 1_000;
const MAX_OF_KEY = 250;
/** Octets of those. */
const MAX_OCTETS = 16 * 2 ** 20;

const { FORMERR, NOERROR, NOTAUTH, NOTZONE, REFUSED, SERVFAIL } = RCODE;

function resultOf({ rcode, isApplied }: Answered): UpdateResult {
  if (rcode === NOERROR) return isApplied ? RESULT.APPLIED : RESULT.UNCHANGED;
  if (rcode === FORMERR || rcode === NOTZONE) return RESULT.MALFORMED;
  if (rcode === SERVFAIL) return RESULT.FAILED;
  return rcode === REFUSED || rcode === NOTAUTH ? RESULT.REFUSED : RESULT.UNMET;
}

export class Updates {
  readonly #host: UpdateHost;
  /** By label in lower case. */
  readonly #zones = new Map<string, ZoneUpdates>();
  readonly #ofKey = new Map<string, number>();
  #waiting = 0;
  #octets = 0;
  /** How many ended how. */
  readonly counts = new Map<UpdateResult, number>(Object.values(RESULT).map(result => [result, 0]));

  constructor(host: UpdateHost) {
    this.#host = host;
  }

  /** Carries an update out, which is signed by a key that may update something. Resolves with the answer. Never rejects. */
  async answer(deferred: DeferredExchange): Promise<Uint8Array> {
    const answered = await this.#answered(deferred).catch((error): Answered => {
      const { message: reason } = error as Error;
      return { rcode: error instanceof UpdateError ? error.rcode : SERVFAIL, reason, isApplied: false };
    });
    const result = resultOf(answered);
    this.counts.set(result, (this.counts.get(result) ?? 0) + 1);
    const { reason } = answered;
    if (reason !== undefined && result !== RESULT.UNMET) this.#tell(deferred, reason);
    return answerTo(deferred, answered.rcode);
  }

  /** As that of {@link ZoneUpdates}. @param zone in force */
  writeBack(zone: ZoneVersion, write: (zone: ZoneVersion) => Promise<void>): Promise<number> {
    return this.#zone(zone.label.toLowerCase()).writeBack(write);
  }

  /** How far updates have led a zone in force away from its file; undefined when that holds all of it. */
  partOf(zone: ZoneVersion): UpdatedPart | undefined {
    const known = this.#zones.get(zone.label.toLowerCase());
    return known === undefined ? zone.updated : known.partOf(zone);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#zones.values()].map(zone => zone.close()));
  }

  async #answered(deferred: DeferredExchange): Promise<Answered> {
    const { query } = deferred;
    const updater = updaterOf(deferred);
    const { key } = updater;
    const ofKey = this.#ofKey.get(key) ?? 0;
    if (this.#waiting >= MAX_WAITING || ofKey >= MAX_OF_KEY || this.#octets + query.length > MAX_OCTETS)
      throw new UpdateError(SERVFAIL, 'was turned away: too many wait already');
    this.#waiting++;
    this.#octets += query.length;
    this.#ofKey.set(key, ofKey + 1);
    try {
      return await this.#carriedOut(deferred, updater);
    } finally {
      this.#waiting--;
      this.#octets -= query.length;
      const left = (this.#ofKey.get(key) ?? 1) - 1;
      if (left === 0) this.#ofKey.delete(key);
      else this.#ofKey.set(key, left);
    }
  }

  async #carriedOut(deferred: DeferredExchange, updater: Updater): Promise<Answered> {
    const { query, signedBy } = deferred;
    // What follows the records, and TSIG itself, is not looked at (RFC 2136 §2.6).
    const message = await byTurns(readUpdate(query));
    const name = nameToLabel(message.zone).toLowerCase();
    const label = inView(name, this.#host.viewOf(message.zone, deferred));
    const zone = isInternet(message) ? this.#host.zone(label) : undefined;
    if (zone === undefined)
      throw new UpdateError(NOTAUTH, `is for ${label.slice(0, 260)}, no zone of this server`);
    const { policy = [] } = this.#host.ruleOf(zone) ?? {};
    const grants = policy.filter(grant => grant.key === updater.key);
    if (signedBy === undefined || grants.length === 0)
      throw new UpdateError(REFUSED, `is for ${label}, which its key may not change`);
    return new Promise(resolve =>
      this.#zone(label).add({ message, grants, updater: { ...updater, zone: label }, resolve }),
    );
  }

  #zone(label: string): ZoneUpdates {
    const zone = this.#zones.get(label) ?? new ZoneUpdates(label, this.#host);
    this.#zones.set(label, zone);
    return zone;
  }

  #tell(deferred: DeferredExchange, reason: string): void {
    this.#host.events.refused(updaterOf(deferred), reason);
  }
}

function updaterOf({ signedBy, client }: DeferredExchange): Updater {
  const key = signedBy === undefined ? '' : plainKeyName(nameToLabel(signedBy.key.name));
  return { zone: '', key, address: client.address };
}

/** The answer, signed as the update was: header, zone and OPT (RFC 2136 §3.8). */
function answerTo({ begun, signedBy }: DeferredExchange, rcode: number): Uint8Array {
  const signer = new AnswerSigner(signedBy);
  const out = new Uint8Array(begun.length + signer.room);
  out.set(begun);
  out[FLAGS_AT.LOW] = (out[FLAGS_AT.LOW] & ~LOW.RCODE) | rcode;
  return out.slice(0, signer.sign(out, 0, begun.length));
}
