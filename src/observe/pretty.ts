// Readable log lines for a terminal: time, level, message, and the fields that the message does not tell.
import type { DestinationStream } from 'pino';
import { lineText } from './line-text.js';

/** Loads pino-pretty only where a person reads, because a service has no use for it. */
export async function prettyLines(destination: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    messageFormat: lineText,
    ignore: 'pid,hostname',
  });
  return { write: line => destination.write(pretty(line)) };
}
