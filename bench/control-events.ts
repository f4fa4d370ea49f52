// The events of a Rondo that is measured, as its control socket tells them.
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

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
  const [name] = readdirSync(join(folder, 'control'));
  const socketPath = join(folder, 'control', name);
  const asked = request({ socketPath, path: '/api/v1/events?follow', headers: { host: 'control' } });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  createInterface(response).on('line', line => {
    const { text, time } = JSON.parse(line) as { text: string; time: string };
    take(text, Date.parse(time));
  });
  return response;
}
