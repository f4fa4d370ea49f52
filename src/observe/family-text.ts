// Families of metrics with a line for each of very many things, written as text in turns: prom-client would take half a second for ten thousand of them.
import { Turns } from '../time/turns.js';
import { labelText } from './label-text.js';

/** One metric of all things of a kind. */
export interface Family<Sample> {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** A further label: its name, then its value; no line for things that have none. */
  readonly label?: readonly [name: string, value: (sample: Sample) => string | undefined];
  /** Undefined for things that have none. */
  readonly value: (sample: Sample) => number | undefined;
}

/** What stands behind the labels that all families have; undefined for things that have no line. */
function endOf<Sample>({ label, value }: Family<Sample>, sample: Sample): string | undefined {
  const number = value(sample);
  if (number === undefined) return undefined;
  if (label === undefined) return `} ${number}\n`;
  const text = label[1](sample);
  return text === undefined ? undefined : `,${labelText(label[0], text)}} ${number}\n`;
}

function linesOf<Sample>(
  family: Family<Sample>,
  samples: readonly Sample[],
  labels: readonly string[],
): string {
  const lines: string[] = [];
  for (const [index, sample] of samples.entries()) {
    const end = endOf(family, sample);
    if (end !== undefined) lines.push(`${family.name}{${labels[index]}${end}`);
  }
  // A text that is put together line by line would stay in as many pieces until it is sent.
  return lines.join('');
}

/**
 * The text of all families in the exposition format, in parts.
 * @param labelsOf the labels that a thing has in all of them
 * @param groups some things after others; they are made while this goes on
 */
export async function familyText<Sample>(
  families: readonly Family<Sample>[],
  labelsOf: (sample: Sample) => string,
  groups: Iterable<readonly Sample[]>,
): Promise<string[]> {
  const texts = families.map(({ name, help, type }) => [`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`]);
  const turns = new Turns();
  for (const samples of groups) {
    const labels = samples.map(labelsOf);
    for (const [index, family] of families.entries()) {
      texts[index].push(linesOf(family, samples, labels));
      if (turns.isOver) await turns.pass();
    }
  }
  return texts.flat();
}
