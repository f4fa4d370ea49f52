// The log: pino, one line per event, JSON for machines and readable lines for a terminal.
import { type DestinationStream, type Logger, pino } from 'pino';
import { isJournal, journalLines } from './journal.js';
import { LogDestination } from './log-destination.js';
import { prettyLines } from './pretty.js';

export type Log = Logger;

export interface LogOptions {
  readonly level: string;
  /** `auto` is text on a terminal and JSON elsewhere. */
  readonly format: 'auto' | 'json' | 'text';
}

/** Whether its lines are for people. */
export function isTextLog({ format }: Pick<LogOptions, 'format'>): boolean {
  return format === 'text' || (format === 'auto' && process.stderr.isTTY === true);
}

/** Opens the log on standard error, which leaves standard output to what a verb prints. */
export async function openLog({ level, format }: LogOptions): Promise<Log> {
  const isText = isTextLog({ format });
  const errors = new LogDestination();
  process.on('exit', () => errors.end());
  const lines: DestinationStream = isText ? await prettyLines(errors) : errors;
  const destination = isJournal(process.env.JOURNAL_STREAM) ? journalLines(lines) : lines;
  // pino-pretty wants the number of a level; for people who read JSON its name is plainer.
  const formatters = isText ? {} : { level: (label: string) => ({ level: label }) };
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters }, destination);
}
