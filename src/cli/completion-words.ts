// What may stand next on a command line: verbs, flags and values, read off the same tree as the help.
import type { Argument, Command, Option } from 'commander';

/** Something that may stand there, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What is wanted in the place of the last word. */
export interface Wanted {
  /** What is known by now. */
  readonly candidates: readonly Candidate[];
  /** The name of the value in the help, such as `MEMBER`; undefined when a verb or a flag is wanted. */
  readonly value: string | undefined;
  /** What of the last word is that value's: behind `--flag=` the rest alone. */
  readonly typed: string;
  /** What stands before that in the last word. */
  readonly before: string;
}

/** @param words after `rondo`, the last being written: it may be empty */
export function wantedNext(program: Command, words: readonly string[]): Wanted {
  const typed = words.at(-1) ?? '';
  const [verb, ...rest] = words.slice(0, -1);
  if (verb === undefined) return flagsOr(program, typed, verbsOf(program));
  const command = program.commands.find(each => each.name() === verb);
  if (command === undefined) return { candidates: [], value: undefined, typed, before: '' };

  const assigned = /^(--[\w-]+=)(.*)$/s.exec(typed);
  if (assigned !== null) {
    const option = takesValue(command, assigned[1].slice(0, -1));
    return valueWanted(option, assigned[2], assigned[1]);
  }
  const option = rest.length === 0 ? undefined : takesValue(command, rest[rest.length - 1]);
  if (option !== undefined) return valueWanted(option, typed);
  if (typed.startsWith('-')) return flagsOr(command, typed, []);
  return valueWanted(argumentAt(command, rest), typed);
}

function verbsOf(program: Command): Candidate[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.map(each => ({ word: each.name(), description: each.description() }));
}

function flagsOr(command: Command, typed: string, others: readonly Candidate[]): Wanted {
  const options = command.createHelp().visibleOptions(command);
  const flags = options.flatMap(({ long, description }) => (long ? [{ word: long, description }] : []));
  return { candidates: typed.startsWith('-') ? flags : others, value: undefined, typed, before: '' };
}

/** The option of this flag, if a value follows it. */
function takesValue(command: Command, flag: string): Option | undefined {
  return command.options.find(
    option => [option.short, option.long].includes(flag) && (option.required || option.optional),
  );
}

/** The argument whose turn it is after these words. */
function argumentAt(command: Command, words: readonly string[]): Argument | undefined {
  const isPlain = (word: string, index: number) =>
    !word.startsWith('-') && (index === 0 || takesValue(command, words[index - 1]) === undefined);
  const position = words.filter(isPlain).length;
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[position] ?? (last?.variadic ? last : undefined);
}

/** The value of an option or argument: its choices, if it says which. */
function valueWanted(of: Option | Argument | undefined, typed: string, before = ''): Wanted {
  const choices = of?.argChoices ?? [];
  const candidates = choices.map(word => ({ word, description: of?.description ?? '' }));
  const value = of === undefined ? undefined : /([A-Z]+)/.exec('flags' in of ? of.flags : of.name())?.[1];
  return { candidates, value, typed, before };
}
