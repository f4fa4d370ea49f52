// Small drawings in a row of a table: a line of values.
import { element, type Markup } from './tree.js';

/** The square of the drawing; it is stretched to where it stands. */
const WIDTH = 100;
const HEIGHT = 24;
/** Room for the width of the line. */
const EDGE = 1.5;

const round = (value: number) => Math.round(value * 10) / 10;

/** The path of values that are as far from each other; undefined ones leave a gap. @param most the value at the upper edge */
function pathOf(values: readonly (number | undefined)[], most: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = '';
  let isBegun = false;
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      isBegun = false;
      continue;
    }
    const y = HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE);
    // A value between two gaps is a point: a line of no length with round ends.
    path += `${isBegun ? 'L' : 'M'}${round(index * step)} ${round(y)}`;
    if (!isBegun && values[index + 1] === undefined) path += 'h0';
    isBegun = true;
  }
  return path;
}

/** A line of values from the left to the right. @param label what it shows, for those who do not see it */
export function sparkline(values: readonly (number | undefined)[], label: string): Markup {
  const most = Math.max(1e-9, ...values.map(value => value ?? 0));
  return element(
    'svg',
    {
      ...{ class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' },
      ...{ role: 'img', 'aria-label': label },
    },
    element('path', { d: pathOf(values, most), 'vector-effect': 'non-scaling-stroke' }),
  );
}
