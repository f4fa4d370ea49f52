// Rules that zones go by: each has a number, and a zone goes by that of the entry that names its file, or by the one at the top.

/** In place of the number of a rule: a zone goes by none. */
export const NO_RULE = 0;

/** The rules of a configuration: plain data. */
export interface NumberedRules<Rule> {
  /** Each once; their numbers begin with 1. */
  readonly rules: readonly Rule[];
  /** The number for files of which nothing else is said. */
  readonly usual: number;
  /** The numbers for other files, by path. */
  readonly files: ReadonlyMap<string, number>;
}

/** What an entry says of the zones of a file; undefined when it says nothing. */
export type Said<Entry> = readonly [file: string, entry: Entry | undefined];

/**
 * Numbers rules; equal ones have one number.
 * @param usual what stands at the top
 * @param said by entries, in their order
 * @param ruleOf the rule of an entry; undefined when that is as if there were none
 */
export function numberedRules<Entry, Rule>(
  usual: Entry,
  said: readonly Said<Entry>[],
  ruleOf: (entry: Entry) => Rule | undefined,
): NumberedRules<Rule> {
  const rules: Rule[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (entry: Entry): number => {
    const rule = ruleOf(entry);
    if (rule === undefined) return NO_RULE;
    const key = JSON.stringify(rule);
    const number = numbers.get(key) ?? rules.push(rule);
    numbers.set(key, number);
    return number;
  };
  const top = numberOf(usual);
  const files = new Map<string, number>();
  for (const [file, entry] of said) {
    // Of several entries for a file, the first has it read.
    if (entry !== undefined && !files.has(file)) files.set(file, numberOf(entry));
  }
  return { rules, usual: top, files };
}

/** The number of the rule for the zones of a file, or {@link NO_RULE}. */
export function ruleNumber({ usual, files }: NumberedRules<unknown>, file: string): number {
  return files.get(file) ?? usual;
}

/** The rule by that number; undefined for {@link NO_RULE}. */
export function ruleBy<Rule>(
  { rules }: Pick<NumberedRules<Rule>, 'rules'>,
  number: number,
): Rule | undefined {
  return rules[number - 1];
}
