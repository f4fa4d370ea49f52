// Readable log lines for a terminal: time, level, message, then the fields as key=value.
import type { DestinationStream } from 'pino';

/** Loads pino-pretty only where a person reads, because a service has no use for it. */
export async function pinoPretty(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: 2,
    sync: true,
    colorize: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    ignore: 'pid,hostname',
  });
}
