// A stream on a connection of TCP: it ends, and what came back are answers to queries that stand in it.
import { mustAnswer } from '../stream-answers.js';
import { StreamServer } from '../stream-server.js';
import { STRANGERS_MS, type Target } from '../target.js';

export async function tcp(): Promise<Target> {
  const server = await StreamServer.open('tcp');
  return {
    name: 'tcp',
    mostMs: STRANGERS_MS,
    take: async octets => mustAnswer(await server.send('tcp', octets), octets),
    rest: () => server.rest(),
    close: () => server.close(),
  };
}
