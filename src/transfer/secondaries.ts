// All zones of other servers: which there are, how many transfers run at once, and who may tell that they have changed.
import { isIP } from 'node:net';
import { keyCalled } from '../config/key-uses.js';
import { notifiersOf, type SecondaryZone } from '../config/secondary-zones.js';
import { nameToLabel } from '../dns/name.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { inView, splitView } from '../dns/view-label.js';
import { Limiter } from '../time/limiter.js';
import { byTurns, type Steps } from '../time/turns.js';
import type { AskedServer } from './asking.js';
import { removeCopy } from './kept-copy.js';
import { NOTIFIED, type Notification, type Notified } from './notification.js';
import { PrimaryAddress, type PrimaryHost } from './primary-address.js';
import { Secondary, type SecondaryState } from './secondary.js';
import type { SecondaryHost } from './secondary-host.js';
import { TransferError } from './transfer-error.js';

/** Transfers at once. */
const MOST = 10;

/** Queries for an SOA at once. */
const MOST_QUERIES = 64;

/** Copies that are looked for, or removed, at once: each takes a descriptor. */
const MOST_COPIES = 16;

/** Who hears of the zones. */
export type SecondariesHost = Omit<SecondaryHost, 'server' | 'askSerial' | 'inTurn'>;

/** Compares zones. Members of a catalog share their lists, whose text is made once. */
function comparison(): (a: SecondaryZone | undefined, b: SecondaryZone) => boolean {
  const texts = new Map<object, string>();
  const textOf = (list: object): string => {
    const text = texts.get(list) ?? JSON.stringify(list);
    texts.set(list, text);
    return text;
  };
  return (a, b) =>
    a !== undefined &&
    (a === b ||
      (a.file === b.file &&
        a.catalog === b.catalog &&
        a.maxOctets === b.maxOctets &&
        textOf(a.primaries) === textOf(b.primaries) &&
        textOf(a.notifyFrom) === textOf(b.notifyFrom)));
}

/** Transfers over TLS name the protocol of DNS over TLS (RFC 9103 §7.1). */
const ALPN = 'dot';

export class Secondaries {
  readonly #host: SecondaryHost;
  readonly #zones = new Map<string, Secondary>();
  #keys: readonly TsigKey[] = [];
  #ca: string | undefined;
  /** What was followed last. */
  #followed: readonly SecondaryZone[] | undefined;
  /** In which views zones are; undefined stands for none. */
  #views: ReadonlySet<string | undefined> = new Set();
  /** The files of all zones. */
  #files: ReadonlySet<string> = new Set();
  #isClosed = false;
  readonly #copies = new Limiter(MOST_COPIES);
  readonly #addresses = new Map<string, PrimaryAddress>();
  readonly #shared: PrimaryHost;

  constructor(host: SecondariesHost) {
    this.#host = {
      ...host,
      server: (zone, primary) => this.#server(zone, primary),
      askSerial: (origin, server) => this.#addressOf(server).askSerial(origin, server),
      inTurn: (server, run) => this.#addressOf(server).transfer(run),
    };
    const { clock } = host;
    this.#shared = { clock, queries: new Limiter(MOST_QUERIES), transfers: new Limiter(MOST) };
  }

  /**
   * Has these zones, and no others, from now on. With thousands of them others have their turn meanwhile; one call has to end
   * before the next.
   * @param keys of this server
   * @param ca PEM file of those who may sign certificates of primaries; the system's when absent
   */
  async follow(zones: readonly SecondaryZone[], keys: readonly TsigKey[], ca?: string): Promise<void> {
    this.#keys = keys;
    this.#ca = ca;
    if (zones === this.#followed) return;
    this.#followed = zones;
    await byTurns(this.#follow(zones));
  }

  *#follow(zones: readonly SecondaryZone[]): Steps<void> {
    const wanted = new Map(zones.map(zone => [zone.label, zone]));
    const isSame = comparison();
    this.#files = new Set(zones.map(({ file }) => file));
    this.#views = new Set(zones.map(({ label }) => splitView(label)[1]));
    yield;
    for (const [label, secondary] of this.#zones) {
      yield;
      if (isSame(wanted.get(label), secondary.zone)) continue;
      this.#zones.delete(label);
      void this.#end(secondary);
    }
    const lists = new Set(zones.map(({ primaries }) => primaries));
    const addresses = new Set([...lists].flatMap(list => list.map(({ address }) => address)));
    for (const address of this.#addresses.keys())
      if (!addresses.has(address)) this.#addresses.delete(address);
    for (const zone of zones) {
      yield;
      if (this.#zones.has(zone.label) || this.#isClosed) continue;
      const secondary = new Secondary(zone, this.#host);
      this.#zones.set(zone.label, secondary);
      void this.#copies.run(() => secondary.begin());
    }
  }

  /** Ends it; what was kept of a zone goes when the catalog that has listed it does not do so any more (RFC 9432 §5.3). */
  async #end(secondary: Secondary): Promise<void> {
    const { file, catalog } = secondary.zone;
    await secondary.close();
    if (catalog === undefined) return;
    await this.#copies.run(async () => {
      if (!this.#files.has(file) && !this.#isClosed) await removeCopy(file);
    });
  }

  /** What is known of each. */
  get states(): SecondaryState[] {
    return [...this.#zones.values()].map(({ state }) => state);
  }

  /** Files of copies that are too old to be answered from. */
  get expired(): string[] {
    return [...this.#zones.values()].flatMap(({ isExpired, zone }) => (isExpired ? [zone.file] : []));
  }

  /** What is known of one; undefined when there is no such zone. @param label as {@link SecondaryZone} has it */
  stateOf(label: string): SecondaryState | undefined {
    return this.#zones.get(label)?.state;
  }

  /** Takes a NOTIFY (RFC 1996 §3.11): of those who may send it, that it leads to a query. It may be for several views. */
  notify(notification: Notification): Notified {
    const name = nameToLabel(notification.origin);
    const meant = [...this.#views].flatMap(view => this.#zones.get(inView(name, view)) ?? []);
    const became = meant.map(secondary => this.#notify(secondary, notification));
    const { TAKEN, KNOWN, REFUSED, NO_ZONE } = NOTIFIED;
    return [TAKEN, KNOWN, REFUSED].find(each => became.includes(each)) ?? NO_ZONE;
  }

  #notify(secondary: Secondary, { address, serial }: Notification): Notified {
    // The primaries come first.
    const sender = notifiersOf(secondary.zone).indexOf(address);
    if (sender < 0) return NOTIFIED.REFUSED;
    const primary = sender < secondary.zone.primaries.length ? sender : undefined;
    this.#addresses.get(address)?.heard();
    return secondary.notified(serial, primary) ? NOTIFIED.TAKEN : NOTIFIED.KNOWN;
  }

  /** Asks for a zone now. @param label as {@link SecondaryZone} has it @returns whether there is such a zone */
  refresh(label: string): boolean {
    return this.#zones.get(label)?.notified() !== undefined;
  }

  /**
   * Asks for a zone now, and takes it as a whole, whatever its serial.
   * @param label as {@link SecondaryZone} has it @returns whether there is such a zone
   */
  retransfer(label: string): boolean {
    const secondary = this.#zones.get(label);
    secondary?.retransfer();
    return secondary !== undefined;
  }

  close(): void {
    this.#isClosed = true;
    for (const secondary of this.#zones.values()) void secondary.close();
    this.#zones.clear();
  }

  #server({ primaries }: SecondaryZone, primary: number): AskedServer {
    const { address, port, key: keyName, tls } = primaries[primary];
    const key = keyName === undefined ? undefined : keyCalled(keyName, this.#keys);
    if (keyName !== undefined && key === undefined)
      throw new TransferError(`needs the key ${keyName}, which is not known`);
    if (tls === undefined) return { address, port, key };
    // An address in a certificate is that of the server, and is named in no handshake.
    const name = isIP(tls) === 0 ? { name: tls.toLowerCase() } : {};
    const ca = this.#ca === undefined ? {} : { ca: this.#ca };
    return { address, port, key, tls: { ...name, ...ca, protocol: ALPN } };
  }

  #addressOf({ address }: AskedServer): PrimaryAddress {
    const known = this.#addresses.get(address) ?? new PrimaryAddress(this.#shared);
    this.#addresses.set(address, known);
    return known;
  }
}
