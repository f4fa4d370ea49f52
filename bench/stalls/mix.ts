// The mix of (d), a part of it over TCP, by processor time: the former build beside this one.
import { join } from 'node:path';
import { median } from '../median.js';
import { BEFORE, rondoBatch, rondoBefore } from '../peers/rondo.js';
import { measureWork } from '../serve/rounds.js';
import { works } from '../serve/works.js';
import type { Place, Row } from './bound.js';

const NAMES = 1000;
const LEAST = 1.3;
const WHAT = 'answers of the mix (d) by CPU time, to those of the former build in the same round';

export const mix: Row = {
  name: 'mix',
  async run({ folder, builds, isShort }: Place) {
    const [, before] = builds;
    const work = works(NAMES).find(({ letter }) => letter === 'd');
    if (before === undefined || work === undefined) return [];
    const extent = { names: NAMES, rounds: isShort ? 1 : 7, seconds: isShort ? 0.5 : 2 };
    const peers = [rondoBefore(before.checkout), rondoBatch];
    const { rows, absent } = await measureWork(work, peers, join(folder, 'mix'), extent);
    if (absent.length > 0) throw new Error(absent.join('; '));
    const of = (name: string) => rows.find(row => row.name === name)?.turns ?? [];
    const former = of(BEFORE);
    const ratio = median(
      of(rondoBatch.name).map((turn, round) => turn.perCpuSecond / former[round].perCpuSecond),
    );
    return [
      {
        what: WHAT,
        goal: `≥ ${LEAST}`,
        isMet: ratio >= LEAST,
        reached: new Map([
          [builds[0].name, ratio.toFixed(2)],
          [before.name, '1'],
        ]),
      },
    ];
  },
};
