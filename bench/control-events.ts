// The events of a Rondo that is measured, as its control socket tells them.
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** On a machine that is busy a server takes some time to begin. */
const START_MS = 30_000;

/** The control socket in a folder, as soon as it is there. */
async function socketIn(folder: string): Promise<string> {
  const endMs = performance.now() + START_MS;
  for (;;) {
    const [name] = existsSync(folder) ? readdirSync(folder) : [];
    if (name !== undefined) return join(folder, name);
    if (performance.now() > endMs) throw new Error(`no control socket came in ${folder}`);
    await pause(50);
  }
}

/**
 * Follows the events of a server, one after another.
 * @param folder with its control socket, in `control`
 * @param take is told what happened, and when, in milliseconds since 1970
 * @returns the stream, which ends when it is destroyed
 */
export async function followEvents(
  folder: string,
  take: (text: string, atMs: number) => void,
): Promise<IncomingMessage> {
  const socketPath = await socketIn(join(folder, 'control'));
  const asked = request({ socketPath, path: '/api/v1/events?follow', headers: { host: 'control' } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  createInterface(response).on('line', line => {
    const { text, time } = JSON.parse(line) as { text: string; time: string };
    take(text, Date.parse(time));
  });
  return response;
}
