// Readable log lines for a terminal: time, level and message. The messages say it all; the fields are for programs.
import type { DestinationStream } from 'pino';

/** Loads pino-pretty only where a person reads, because a service has no use for it. */
export async function prettyLines(destination: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    ignore: 'pid,hostname',
  });
  return { write: line => destination.write(pretty(line)) };
}
