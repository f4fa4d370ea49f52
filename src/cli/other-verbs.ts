// What to say of a verb that the command does not have: what it is called here, or which one is meant.
import { nearest } from '../source/suggest.js';

const GIVE_BACK = '`rondo ready MEMBER` gives a member back';
const TAKE_OUT = '`rondo drain MEMBER` or `rondo maint MEMBER` takes a member out';
const CHECK = '`rondo check` reads all files and says what is wrong with them';
const START = '`rondo serve` starts the server';
const STOP = 'the server ends with SIGTERM: `kill PID`, or `systemctl stop rondo`';
const RESTART =
  '`rondo serve --takeover` takes the place of the server without losing a query; `rondo reload` reads the files again';
const ASK = '`rondo query NAME TYPE --server ADDRESS` asks a server';
const LOGS = '`rondo events` shows what has changed; the log is what `rondo serve` writes';
const LOOK = '`rondo status` shows the pools and their members';
const MANUAL = '`man rondo` or `rondo --help` explains all commands';
const VERSION = '`rondo --version` says it';
const FORGET = '`rondo cache flush` forgets kept answers';
const FILE = '`rondo serve --config FILE` reads that configuration, `rondo serve --zone FILE` a zone';

/** Words of other programs and the contraries of verbs, and options that stand before any verb. */
const ADVICE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [GIVE_BACK]: 'enable resume undrain unmaint unready return back restore online',
    [TAKE_OUT]: 'disable pause offline out remove',
    [CHECK]: 'lint test validate verify configtest checkconf checkzone -t',
    [START]: 'start run server daemon',
    [STOP]: 'stop quit exit shutdown kill halt',
    [RESTART]: 'restart upgrade',
    [ASK]: 'dig lookup ask resolve nslookup host',
    [LOGS]: 'log logs journal history',
    [LOOK]: 'show list ls stats pools members health',
    [MANUAL]: 'man docs usage',
    [VERSION]: 'version -v',
    [FORGET]: 'flush purge clear',
    [FILE]: '-c --config --zone',
  }).flatMap(([advice, words]) => words.split(' ').map((word): [string, string] => [word, advice])),
);

/** The message for a word where a verb belongs; undefined when it may be one, or an option. @param verbs those that there are */
export function wrongVerb(word: string, verbs: readonly string[]): string | undefined {
  if (word === '' || word === 'help' || verbs.includes(word)) return undefined;
  const isOption = word.startsWith('-');
  const advice = ADVICE.get(isOption ? word : word.toLowerCase());
  if (isOption && advice === undefined) return undefined;
  const near = advice === undefined ? nearest(word, verbs) : undefined;
  const hint = advice ?? (near === undefined ? undefined : `Did you mean ${near}?`);
  return `error: unknown ${isOption ? 'option' : 'command'} '${word}'${hint === undefined ? '' : `\n(${hint})`}`;
}

/** What the library says of an argument that is missing, with what the argument is. */
export function withMeaning(
  text: string,
  args: readonly { name(): string; readonly description: string; readonly argChoices?: readonly string[] }[],
): string {
  const [, name] = /missing required argument '([^']+)'/.exec(text) ?? [];
  const found = args.find(each => each.name() === name);
  if (found === undefined) return text;
  const meaning = found.argChoices?.join(', ') ?? found.description;
  return text.replace(/('[^']+')/, `$1: ${meaning}`);
}
