// The first lines of `rondo status` when something is not as its file says.
import type { FaultView } from '../view/fault.js';
import type { Line } from './lines.js';

/** The most that are shown. */
const MAX_SHOWN = 8;
const MAX_NAMED = 4;

function faultLine({ zones, file, standing, since, version, problem }: FaultView): Line {
  const more = zones.length > MAX_NAMED ? ` and ${zones.length - MAX_NAMED} more` : '';
  const subject = zones.length === 0 ? file : `${zones.slice(0, MAX_NAMED).join(', ')}${more}`;
  const what = standing === 'left out' ? 'left out' : `as read at ${version ?? 'an earlier time'}`;
  const colour = standing === 'left out' ? 'red' : 'yellow';
  return [{ text: `${subject} is ${what}`, colour }, { text: `, since ${since}: ${problem}` }];
}

export function faultLines(faults: readonly FaultView[] = []): Line[] {
  if (faults.length === 0) return [];
  const more = faults.length - MAX_SHOWN;
  return [
    [{ text: 'Not all is served as its files stand:', colour: 'red' }],
    ...faults.slice(0, MAX_SHOWN).map(faultLine),
    ...(more > 0 ? [[{ text: `and ${more} more` }]] : []),
    [],
  ];
}
