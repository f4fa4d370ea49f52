// A primary in tests whose versions follow health, and a secondary of it that takes over what it is handed out.
import { expect } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { isLater } from '../../src/dns/serial.js';
import { LINEUP_ACTION, type LineupAction } from '../../src/image/lineup.js';
import { writeLineup } from '../../src/image/lineup-table.js';
import { buildOf } from '../../src/store/build.js';
import type { KeptSerials } from '../../src/store/serials.js';
import type { WorldVersions } from '../../src/store/world-versions.js';
import { ZoneStore } from '../../src/store/zone-store.js';
import type { Clock } from '../../src/time/clock.js';
import { atOnce } from '../../src/time/turns.js';
import { Transfers } from '../../src/transfer/transfers.js';
import { type WorldStep, WorldZones } from '../../src/transfer/world-zones.js';
import { buildQuery } from '../support/query.js';
import type { TempFolder } from '../support/temp-folder.js';
import { deferredFor, ixfrQuery, linesOf, takeAll } from './transferred.js';

/** Reads `rondo.yaml` of a folder. */
export function loadIn(folder: TempFolder, former?: Loaded): Loaded {
  const options = { configFile: folder.at('rondo.yaml'), overrides: {} };
  const loaded = loadConfig(options, former?.memory);
  const errors = loaded.problems.list.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([]);
  return loaded;
}

export class FollowedPrimary {
  readonly store: ZoneStore;
  readonly worlds: WorldZones;
  readonly #folder: TempFolder;
  #loaded: Loaded;

  /** @param kept what earlier processes kept of serials, the last one last: this one keeps its own there */
  constructor(folder: TempFolder, kept: KeptSerials[], clock: Pick<Clock, 'wallMs'>) {
    this.#folder = folder;
    this.#loaded = loadIn(folder);
    const keeping = {
      read: () => kept.at(-1),
      save: (serials: { kept: KeptSerials }) => void kept.push(serials.kept),
    };
    this.store = new ZoneStore(buildOf(this.#loaded), keeping, undefined, clock);
    this.worlds = new WorldZones(this.store);
    this.#show(atOnce(this.worlds.follow(this.store.generation, [])));
  }

  /**
   * Has the files read again, and lineups written before others see them.
   * @param between is called with how many steps the work has taken, between each of them and the next
   */
  reload(write: () => void = () => undefined, between: (steps: number) => void = () => undefined): WorldStep {
    this.#loaded = loadIn(this.#folder, this.#loaded);
    const prepared = this.store.prepare(buildOf(this.#loaded));
    this.store.publish(prepared);
    write();
    const work = this.worlds.follow(this.store.generation, prepared.changes);
    let step = work.next();
    for (let steps = 1; step.done !== true; steps++) {
      between(steps);
      step = work.next();
    }
    return this.#show(step.value);
  }

  /** Publishes a lineup of a pool, by its name. @param live indices of its records */
  write(name: string, live: readonly number[], action: LineupAction = LINEUP_ACTION.ANSWER): void {
    const { table, slot } = this.store.generation.pools.find(pool => pool.name === name)!;
    writeLineup(table, slot, { action, live, wheel: live.length > 0 ? [0] : [] });
    this.worlds.wrote(table, slot);
  }

  /** Has secondaries see what was written. */
  next(): WorldStep {
    const all = atOnce(this.worlds.next());
    for (const step of all) {
      this.worlds.publish(step);
      this.#show(step);
    }
    const [changes, worlds] = [all.flatMap(step => step.changes), all.flatMap(step => step.worlds)];
    return { changes, worlds };
  }

  /** The records of an answer to a query for a transfer. */
  answer(query: Uint8Array, known: { worlds: Pick<WorldVersions, 'of'> } = this.store): string[] {
    const [{ image }] = this.store.generation.zones;
    const transfers = new Transfers({ journal: this.store.journal, worlds: known.worlds });
    return linesOf(takeAll(transfers.open(deferredFor(image, query))));
  }

  #show(step: WorldStep): WorldStep {
    this.store.keepSerials();
    this.worlds.show(step);
    return step;
  }
}

const isSoa = (line: string) => / \d+ SOA /.test(line);
const serialIn = (soa: string) => Number(soa.split(' ')[5]);

export class Secondary {
  serial: number | undefined;
  records = new Set<string>();
  /** How it came by its versions. */
  readonly ways: ('whole' | 'difference' | 'none')[] = [];
  readonly #zone: string;

  constructor(zone: string) {
    this.#zone = zone;
  }

  /** Takes over what the primary has. */
  refresh(primary: FollowedPrimary): void {
    const { serial } = this;
    const query = serial === undefined ? buildQuery(`${this.#zone} AXFR`) : ixfrQuery(this.#zone, serial);
    const lines = primary.answer(query);
    const next = serialIn(lines[0]);
    if (serial !== undefined) expect(next === serial || isLater(next, serial)).toBe(true);
    this.serial = next;
    if (lines.length === 1) this.ways.push('none');
    else if (isSoa(lines[1])) this.#takeDifference(lines);
    else {
      this.records = new Set(lines.slice(1, -1));
      this.ways.push('whole');
    }
    const whole = primary.answer(buildQuery(`${this.#zone} AXFR`));
    expect({ serial: serialIn(whole[0]), records: whole.slice(1, -1).sort() }).toEqual({
      serial: this.serial,
      records: [...this.records].sort(),
    });
  }

  #takeDifference(lines: readonly string[]): void {
    this.ways.push('difference');
    let comes = true;
    for (const line of lines.slice(1, -1))
      if (isSoa(line)) comes = !comes;
      else if (comes) {
        expect(this.records).not.toContain(line);
        this.records.add(line);
      } else expect(this.records.delete(line)).toBe(true);
  }
}
