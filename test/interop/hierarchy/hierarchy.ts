// A whole hierarchy that answers: a network and a server on every seat.
import type { Running } from '../../support/processes.js';
import { TempFolder } from '../../support/temp-folder.js';
import { answering, type Kind, takeSeat } from './daemon.js';
import { Network } from './network.js';
import { RESOLVER_ADDRESS, type Seat, seatsOf } from './tree.js';

/** Which servers the two operators run. */
export interface Operators {
  readonly left: Kind;
  readonly right: Kind;
}

export class Hierarchy {
  private constructor(
    readonly network: Network,
    readonly folder: TempFolder,
    readonly running: Running[],
  ) {}

  /** @param zones the folder with the zone files @throws Error when a server does not answer */
  static async start(zones: TempFolder, operators: Operators): Promise<Hierarchy> {
    const seats = seatsOf(zones);
    const network = await Network.open([RESOLVER_ADDRESS, ...seats.flatMap(seat => seat.addresses)]);
    const hierarchy = new Hierarchy(network, new TempFolder(), []);
    try {
      // A name server of the root is a member of the pool: it has to be up before its first probe.
      for (const isRoot of [true, false])
        await hierarchy.#take(
          seats.filter(({ level }) => (level === 'root') === isRoot),
          operators,
        );
    } catch (error) {
      await hierarchy.stop();
      throw error;
    }
    return hierarchy;
  }

  async #take(seats: readonly Seat[], operators: Operators): Promise<void> {
    const started = seats.map(seat => takeSeat(operators[seat.side], seat, this.network, this.folder));
    this.running.push(...started);
    await Promise.all(seats.map(({ side }, at) => answering(operators[side], started[at])));
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map(server => server.stop('SIGKILL')));
    await this.network.close();
    this.folder.remove();
  }
}
