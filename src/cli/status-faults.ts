// The first lines of `rondo status` when something is not as its file says.
import { spanText } from '../time/span.js';
import type { FaultView } from '../view/fault.js';
import { type FaultText, faultTexts } from '../view/fault-text.js';
import { type Line, plainLine } from './lines.js';

/** The most that are shown. */
const MAX_SHOWN = 8;

const RELOAD_REFUSED: Line = [{ text: 'The last reload changed nothing:', colour: 'red' }];
const UNHEARD: Line = [{ text: 'The addresses to listen on stay as they were:', colour: 'red' }];
const NOT_ALL: Line = [{ text: 'Not all is served as its files stand:', colour: 'red' }];

function faultLinesOf({ what, isLeftOut, since, problem }: FaultText): Line[] {
  const forHowLong = spanText(Math.max(0, Date.now() - Date.parse(since)));
  const colour = isLeftOut ? 'red' : 'yellow';
  return [
    [{ text: what, colour }, { text: `; the mistake is ${forHowLong} old:` }],
    [{ text: `  ${problem}` }],
  ];
}

/** @param reload why the last one changed nothing, or not where the server listens */
export function faultLines(
  faults: readonly FaultView[] = [],
  { refused, unheard }: { readonly refused?: string; readonly unheard?: string } = {},
): Line[] {
  const texts = faultTexts(faults);
  const more = texts.length - MAX_SHOWN;
  const lines: Line[] = [
    ...(refused === undefined ? [] : [RELOAD_REFUSED, plainLine(`  ${refused}`)]),
    ...(unheard === undefined ? [] : [UNHEARD, plainLine(`  ${unheard}`)]),
    ...(texts.length === 0 ? [] : [NOT_ALL]),
    ...texts.slice(0, MAX_SHOWN).flatMap(faultLinesOf),
    ...(more > 0 ? [plainLine(`and ${more} more: see \`rondo reload\``)] : []),
  ];
  if (lines.length === 0) return [];
  return [...lines, plainLine('What you correct and save is served at once.'), []];
}
