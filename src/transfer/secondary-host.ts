// Who hears of a zone of other servers, and what it shares with other zones.
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { Name } from '../dns/name.js';
import type { Clock } from '../time/clock.js';
import type { AskedServer } from './asking.js';
import type { ReceivedDifference } from './difference.js';
import type { RunTransfer } from './primary-address.js';
import type { Received } from './receive-zone.js';
import type { TransferWaits } from './transfer-connection.js';

export interface SecondaryHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly waits?: TransferWaits;
  /** The server of a primary, with its key. @throws TransferError when the key is not known */
  server(zone: SecondaryZone, primary: number): AskedServer;
  /** Asks for the serial of a zone when it is its turn: see {@link PrimaryAddress}. */
  askSerial(origin: Name, server: AskedServer): Promise<number | undefined>;
  /** Runs a transfer when it is its turn: see {@link PrimaryAddress}. */
  inTurn<T>(server: AskedServer, run: RunTransfer<T>): Promise<T>;
  /** The file of the copy is another one, or has come, or gone, or is too old from now on, or no more. @param difference when it is no more than that */
  changed(zone: SecondaryZone, difference?: ReceivedDifference): void;
  /** A version has come. */
  transferred(zone: SecondaryZone, server: AskedServer, received: Received, ms: number): void;
  /** No primary gives it, since a while ago one did. */
  failing(zone: SecondaryZone, reason: string): void;
  /** One does again. */
  working(zone: SecondaryZone): void;
  /** It is too old. @param trouble why it stays where it is */
  expired(zone: SecondaryZone, trouble: string | undefined): void;
}
