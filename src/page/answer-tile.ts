// Answers a second: how many, with which response codes, by how many threads, and how many there were in the last minutes.
import { numberText, plural } from '../view/plural.js';
import type { RateName, RatesView } from '../view/rates.js';
import type { StreamHead } from '../view/stream.js';
import { tile } from './overview.js';
import { sparkline } from './sparkline.js';
import { MARK, type Mark } from './state-mark.js';
import { element, type Markup, words } from './tree.js';

/** How many seconds are drawn. */
export const RATE_LINE = 120;

export interface AnswerSubject {
  /** All answers in each of the last seconds, the oldest first. */
  readonly answers: readonly number[];
  /** Those of the last second; undefined before one is over. */
  readonly latest: RatesView | undefined;
  readonly threads: StreamHead['threads'];
}

/** Of what kinds they are; some of these somebody should look at. */
const KINDS: readonly (readonly [rate: RateName, title: string, mark?: Mark])[] = [
  ['noerror', 'NOERROR'],
  ['nxdomain', 'NXDOMAIN'],
  ['servfail', 'SERVFAIL', MARK.DOWN],
  ['refused', 'REFUSED', MARK.FAILING],
  ['other', 'other'],
  ['dropped', 'dropped', MARK.FAILING],
];

/** Small rates with a digit behind the point. */
function rateText(rate: number): string {
  return numberText(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));
}

export function answerTile({ answers, latest, threads }: AnswerSubject): Markup {
  const seconds = answers.slice(-RATE_LINE);
  const padded = [...Array<undefined>(RATE_LINE - seconds.length).fill(undefined), ...seconds];
  const label = `Answers a second in the last two minutes, ${rateText(Math.max(0, ...seconds))} at most`;
  const kinds = KINDS.map(([rate, title, mark]) => {
    const value = latest?.[rate] ?? 0;
    return (
      value > 0 &&
      element('span', { class: words('word', mark && `is-${mark}`) }, `${rateText(value)} ${title}`)
    );
  });
  const { size, restarts } = threads;
  return tile(
    'Answers a second',
    latest === undefined ? '–' : rateText(latest.answers),
    [kinds, element('span', {}, plural(size, 'thread'), restarts > 0 && `, ${plural(restarts, 'restart')}`)],
    sparkline(padded, label),
  );
}
