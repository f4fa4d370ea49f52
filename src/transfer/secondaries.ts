// All zones of other servers: which there are, how many transfers run at once, and who may tell that they have changed.
import { isDeepStrictEqual } from 'node:util';
import { keyCalled } from '../config/key-uses.js';
import { notifiersOf, type SecondaryZone } from '../config/secondary-zones.js';
import { nameToLabel } from '../dns/name.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { Limiter } from '../time/limiter.js';
import type { AskedServer } from './asking.js';
import { NOTIFIED, type Notification, type Notified } from './notification.js';
import { Secondary, type SecondaryHost, type SecondaryState } from './secondary.js';
import { TransferError } from './transfer-error.js';

/** Transfers at once: in all, and from one address. */
const MOST = 10;
const MOST_FROM_ONE = 2;

/** Queries for an SOA at once. */
const MOST_QUERIES = 64;

/** Who hears of the zones. */
export type SecondariesHost = Omit<SecondaryHost, 'server' | 'query' | 'inTurn'>;

export class Secondaries {
  readonly #host: SecondaryHost;
  readonly #zones = new Map<string, Secondary>();
  #keys: readonly TsigKey[] = [];
  readonly #queries = new Limiter(MOST_QUERIES);
  readonly #all = new Limiter(MOST);
  /** By address. */
  readonly #own = new Map<string, Limiter>();

  constructor(host: SecondariesHost) {
    this.#host = {
      ...host,
      server: (zone, primary) => this.#server(zone, primary),
      query: run => this.#queries.run(run),
      inTurn: (server, run) => this.#inTurn(server, run),
    };
  }

  /** Has these zones, and no others, from now on. @param keys of this server */
  follow(zones: readonly SecondaryZone[], keys: readonly TsigKey[]): void {
    this.#keys = keys;
    const wanted = new Map(zones.map(zone => [zone.label, zone]));
    for (const [label, secondary] of this.#zones) {
      if (isDeepStrictEqual(wanted.get(label), secondary.zone)) continue;
      secondary.close();
      this.#zones.delete(label);
    }
    const addresses = new Set(zones.flatMap(({ primaries }) => primaries.map(({ address }) => address)));
    for (const address of this.#own.keys()) if (!addresses.has(address)) this.#own.delete(address);
    for (const zone of zones) {
      if (this.#zones.has(zone.label)) continue;
      const secondary = new Secondary(zone, this.#host);
      this.#zones.set(zone.label, secondary);
      void secondary.begin();
    }
  }

  /** What is known of each. */
  get states(): SecondaryState[] {
    return [...this.#zones.values()].map(({ state }) => state);
  }

  /** Takes a NOTIFY (RFC 1996 §3.11): of those who may send it, that it leads to a query. */
  notify({ origin, address, serial }: Notification): Notified {
    const secondary = this.#zones.get(nameToLabel(origin));
    if (secondary === undefined) return NOTIFIED.NO_ZONE;
    // The primaries come first.
    const sender = notifiersOf(secondary.zone).indexOf(address);
    if (sender < 0) return NOTIFIED.REFUSED;
    const primary = sender < secondary.zone.primaries.length ? sender : undefined;
    return secondary.notified(serial, primary) ? NOTIFIED.TAKEN : NOTIFIED.KNOWN;
  }

  /** Asks for a zone now. @param label as {@link SecondaryZone} has it @returns whether there is such a zone */
  refresh(label: string): boolean {
    return this.#zones.get(label)?.notified() !== undefined;
  }

  close(): void {
    for (const secondary of this.#zones.values()) secondary.close();
    this.#zones.clear();
  }

  #server({ primaries }: SecondaryZone, primary: number): AskedServer {
    const { address, port, key: name } = primaries[primary];
    const key = name === undefined ? undefined : keyCalled(name, this.#keys);
    if (name !== undefined && key === undefined)
      throw new TransferError(`needs the key ${name}, which is not known`);
    return { address, port, key };
  }

  #inTurn<T>(server: AskedServer, run: () => Promise<T>): Promise<T> {
    const own = this.#own.get(server.address) ?? new Limiter(MOST_FROM_ONE);
    this.#own.set(server.address, own);
    // Those who wait for one address hold up nobody else.
    return own.run(() => this.#all.run(run));
  }
}
