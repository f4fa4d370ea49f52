// `rondo manual`: the page for man(1), in the language of its man(7), made from the same tree as the help.
import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { VERSION } from '../view/version.js';
import { EXIT } from './exit-code.js';

/** Widest line of the help: the page has its own way to break lines. */
const UNBROKEN = 10_000;

/** Adds the verb to the command. */
export function addManual(program: Command): void {
  program
    .command('manual')
    .description('print the manual page: rondo manual | man -l -')
    .action(() => void process.stdout.write(manualOf(program)));
}

/** The page. */
export function manualOf(program: Command): string {
  const help = program.createHelp();
  const verbs = help.visibleCommands(program).filter(each => each.name() !== 'help');
  const summary = program.description().replace(/\.$/, '');
  return `${[
    `.TH RONDO 1 "" "rondo ${VERSION}" "User Commands"`,
    '.SH NAME',
    `rondo \\- ${escaped(summary[0].toLowerCase() + summary.slice(1))}`,
    '.SH SYNOPSIS',
    '.B rondo',
    '.I COMMAND',
    '[\\fIARGUMENTS\\fR]',
    '.SH DESCRIPTION',
    'Rondo answers queries from zone files, probes what their addresses lead to, and hands out only what is alive.',
    '.B rondo serve',
    'runs it; the other commands check files, or ask and steer the server that runs.',
    '.SH COMMANDS',
    ...verbs.flatMap(verbSection),
    '.SH FILES',
    '.TP',
    '.I ./rondo.yaml',
    'the configuration; the Debian package has it in /etc/rondo',
    '.SH EXIT STATUS',
    ...STATUSES.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, meaning]),
    ...textBlock(textAfter(program), '.SH EXAMPLES'),
    '.SH SEE ALSO',
    '.BR dig (1),',
    '.BR systemd.service (5)',
  ].join('\n')}\n`;
}

function verbSection(command: Command): string[] {
  const help = command.createHelp();
  help.helpWidth = UNBROKEN;
  const terms = [
    ...help.visibleArguments(command).map(each => [help.argumentTerm(each), help.argumentDescription(each)]),
    ...command.options.map(each => [help.optionTerm(each), help.optionDescription(each)]),
  ];
  return [
    `.SS ${escaped(help.commandUsage(command))}`,
    `${escaped(help.commandDescription(command))}.`,
    ...terms.flatMap(([term, description]) => ['.TP', `.B ${escaped(term)}`, escaped(description)]),
    ...textBlock(textAfter(command)),
  ];
}

/** What the help says below the options. */
function textAfter(command: Command): string {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  // It has text of its own only for those who listen.
  (command as unknown as EventEmitter).emit('afterHelp', { error: false, command, write });
  return text.trim();
}

/** Text whose lines stay as they are. */
function textBlock(text: string, heading = '.PP'): string[] {
  if (text === '') return [];
  const lines = text.replace(/^Examples:\n/, heading === '.PP' ? '$&' : '').split('\n');
  return [heading, '.nf', ...lines.map(escaped), '.fi'];
}

const STATUSES: readonly (readonly [status: number, meaning: string])[] = [
  [EXIT.OK, 'success'],
  [EXIT.NO, 'the answer to what was asked is no'],
  [EXIT.USAGE, 'wrong command line'],
  [EXIT.DATA, 'wrong zone file'],
  [EXIT.UNAVAILABLE, 'an address cannot be opened, or no server is reached'],
  [EXIT.SOFTWARE, 'an error in Rondo'],
  [EXIT.MACHINE, 'the machine gives too little'],
  [EXIT.CANNOT_CREATE, 'a file cannot be written, or is there already'],
  [EXIT.CONFIG, 'wrong configuration'],
];

/** Text of which nothing is a request of the language. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&');
}
