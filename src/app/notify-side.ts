// Which secondaries are told that a zone has a new version, once all threads answer by it: loaded when there is one.
import type { Config } from '../config/config.js';
import { keyCalled } from '../config/key-uses.js';
import type { NameServer } from '../config/name-server-keys.js';
import { NO_RULE } from '../config/numbered-rules.js';
import { ServedZone } from '../image/served-zone.js';
import { soaOf } from '../image/walk.js';
import type { Log } from '../observe/log.js';
import { showAddress } from '../serve/listen-error.js';
import type { Generation } from '../store/generation.js';
import { CHANGE, type ZoneChange } from '../store/zone-change.js';
import type { ZoneVersion } from '../store/zone-version.js';
import { systemClock } from '../time/clock.js';
import type { AskedServer } from '../transfer/asking.js';
import type { NotifySender, ToldVersion } from '../transfer/notify-sender.js';
import type { NotifyKnowledge } from '../transfer/notify-states.js';

/** A zone of which somebody is told. */
interface Told {
  readonly version: ZoneVersion;
  readonly targets: readonly AskedServer[];
}

export class NotifySide {
  readonly #log: Log;
  #sender: NotifySender | undefined;
  /** By label. */
  #zones: ReadonlyMap<string, Told> = new Map();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Loads what is needed for a configuration. To be awaited before a generation of it comes into force. */
  async expect({ transfers }: Pick<Config, 'transfers'>): Promise<void> {
    if (this.#sender !== undefined || transfers.rules.every(({ notify }) => notify.length === 0)) return;
    const { NotifySender } = await import('../transfer/notify-sender.js');
    this.#sender ??= new NotifySender({
      clock: systemClock,
      versionOf: (...asked) => this.#versionOf(...asked),
      onTrouble: (zone, target, text) => {
        const secondary = showAddress(target);
        this.#log.warn({ zone, secondary }, `secondary ${secondary} of ${zone} ${text}`);
      },
    });
  }

  /** What is known of those that are told; undefined while nobody ever was. */
  get known(): NotifyKnowledge | undefined {
    return this.#sender;
  }

  /** Goes by a generation by which all threads answer, and has secondaries told of what has changed with it. */
  follow(generation: Generation, changes: readonly ZoneChange[]): void {
    this.#zones = toldZones(generation);
    const targets = new Set([...this.#zones.values()].map(told => told.targets));
    this.#sender?.keep([...targets].flat());
    this.tell(changes);
  }

  /** Has them told of new versions. @param gatherMs how long others are waited for that may follow */
  tell(changes: readonly ZoneChange[], gatherMs?: number): void {
    if (this.#zones.size === 0) return;
    for (const { kind, zone } of changes) if (kind !== CHANGE.GONE) this.#tell(zone, gatherMs);
  }

  /** Has them told of all zones: what this server has now, nobody may have told them yet. */
  begin(): void {
    for (const zone of this.#zones.keys()) this.#tell(zone);
  }

  stop(): void {
    this.#sender?.stop();
  }

  #tell(zone: string, gatherMs?: number): void {
    const told = this.#zones.get(zone);
    if (told !== undefined) this.#sender?.tell(zone, told.targets, gatherMs);
  }

  #versionOf(zone: string, { address, port }: AskedServer): ToldVersion | undefined {
    const told = this.#zones.get(zone);
    if (told?.targets.some(target => target.address === address && target.port === port) !== true)
      return undefined;
    const served = new ServedZone(told.version.image);
    const soa = soaOf(served);
    return soa === undefined ? undefined : { origin: served.origin.slice(), soa };
  }
}

function toldZones({ zones, config }: Generation): ReadonlyMap<string, Told> {
  const { transfers, keys } = config;
  if (transfers.rules.every(({ notify }) => notify.length === 0)) return new Map();
  const target = ({ address, port, key }: NameServer): AskedServer => ({
    ...{ address, port },
    key: key === undefined ? undefined : keyCalled(key, keys),
  });
  const targets = transfers.rules.map(({ notify }) => notify.map(target));
  return new Map(
    zones.flatMap(version => {
      const { transfer = NO_RULE } = version.image;
      const own = targets[transfer - 1] ?? [];
      return own.length === 0 ? [] : [[version.label, { version, targets: own }]];
    }),
  );
}
