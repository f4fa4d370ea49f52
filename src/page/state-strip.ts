// A strip of states over a day, as those who watch services know it: low where all was well, high where it was not.
import { spanText } from '../time/span.js';
import type { MemberHistory } from '../view/history.js';
import { percentText } from '../view/plural.js';
import { element, type Markup } from './tree.js';

const DAY_MS = 86_400_000;
/** The drawing has a unit for each minute. */
const WIDTH = 1440;
const HEIGHT = 20;
/** What is shorter could not be seen. */
const LEAST = 8;
/** Where all was well; the rest is as high as the drawing. */
const GOOD_HEIGHT = 7;

type Stay = MemberHistory['states'][number];

function rect({ agoMs, forMs, worst }: Stay): Markup | undefined {
  if (worst === undefined) return undefined;
  const x = Math.max(0, WIDTH - (agoMs / DAY_MS) * WIDTH);
  const width = Math.max(worst === 'up' ? 0 : LEAST, (forMs / DAY_MS) * WIDTH);
  const height = worst === 'up' ? GOOD_HEIGHT : HEIGHT;
  return element('rect', {
    ...{ class: `is-${worst}`, x: Math.round(Math.min(x, WIDTH - LEAST)), width: Math.ceil(width) },
    ...{ y: HEIGHT - height, height },
  });
}

/** How much of the time that is known was good, and how often it was not. */
function words(states: readonly Stay[]): string {
  const known = states.filter(({ worst }) => worst !== undefined);
  const sum = known.reduce((total, { forMs }) => total + forMs, 0);
  if (sum === 0) return 'nothing is known of the last 24 hours';
  const good = known.reduce((total, { forMs, good: part }) => total + forMs * part, 0);
  const downs = known.filter(({ worst }) => worst === 'down').length;
  const often = downs === 0 ? 'never down' : downs === 1 ? 'down once' : `down ${downs} times`;
  return `${percentText(good / sum)} up in ${spanText(sum)}, ${often}`;
}

export function stateStrip(states: readonly Stay[]): Markup {
  const label = words(states);
  // The bad ones are drawn over the others.
  const rects = [...states]
    .sort((a, b) => a.good - b.good)
    .reverse()
    .map(rect);
  return element(
    'svg',
    {
      ...{ class: 'strip', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' },
      ...{ role: 'img', 'aria-label': label },
    },
    element('title', {}, label),
    rects,
  );
}
