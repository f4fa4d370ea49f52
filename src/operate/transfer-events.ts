// What the log and the ring of events say about zones of other servers.
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { Log } from '../observe/log.js';
import type { AskedServer } from '../transfer/asking.js';
import type { ReceivedDifference } from '../transfer/difference.js';
import type { Received } from '../transfer/receive-zone.js';
import { soaNumbers } from '../transfer/soa-record.js';
import { EVENT, type EventName } from '../view/event-names.js';
import { plural } from '../view/plural.js';
import type { EventTeller } from './event-teller.js';

export class TransferEvents {
  readonly #log: Log;
  readonly #teller: EventTeller;

  constructor(log: Log, teller: EventTeller) {
    this.#log = log;
    this.#teller = teller;
  }

  /** Tells that a version has come. What changed by it is told when it comes into force. */
  came({ label }: SecondaryZone, { address }: AskedServer, received: Received, ms: number): void {
    const { soa, form, octets, records } = received;
    const fields = { zone: label, serial: soa.serial, form, octets, records, ms: Math.round(ms) };
    this.#log.info(
      fields,
      `zone ${label}: serial ${soa.serial} came from ${address}, ${plural(records, 'record')}`,
    );
  }

  /** Tells that a difference has come into force without a reload. */
  patched({ label }: SecondaryZone, { soa, steps }: ReceivedDifference): void {
    const came = steps.filter(({ isAdded }) => isAdded).length;
    const { serial } = soaNumbers(soa);
    const went = steps.length - came;
    const text = `zone ${label}: serial ${serial} is in force, ${plural(came, 'record')} came, ${went} went`;
    this.#log.info({ zone: label, serial, came, went }, text);
    this.#teller.keep({ name: EVENT.RELOAD_DONE, subject: label, text, zones: [label] });
  }

  /** Tells that no primary gives a zone. @param reason of the last one */
  failing({ label }: SecondaryZone, reason: string): void {
    this.#tell(EVENT.TRANSFER_FAILING, label, `zone ${label} cannot be transferred: ${reason}`);
  }

  working({ label }: SecondaryZone): void {
    this.#tell(EVENT.TRANSFER_WORKING, label, `zone ${label} can be transferred again`);
  }

  /** Tells that a zone is too old to be answered from. @param trouble why the file of its copy cannot be taken away */
  expired({ label }: SecondaryZone, trouble: string | undefined): void {
    const stays =
      trouble === undefined ? '' : `; its copy is passed over, and cannot be taken away: ${trouble}`;
    const text = `zone ${label} has expired: no primary has confirmed it in time${stays}`;
    this.#tell(EVENT.TRANSFER_EXPIRED, label, text);
  }

  /** With a primary that fails all its zones do. */
  #tell(name: EventName, zone: string, text: string): void {
    const what = name.slice(name.indexOf('-') + 1);
    this.#teller.change({ name, text, subject: zone, zones: [zone] }, { zone }, what, zone);
  }
}
