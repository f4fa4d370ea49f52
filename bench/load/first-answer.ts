// Starts a server and measures until it answers for the last record that it loads.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'dns-packet';
import type { Command } from '../peers/peer.js';
import { familyOf, peakKb, residentKb } from './process-memory.js';

/** One start of one server. */
export interface Start {
  readonly seconds: number;
  readonly residentMb: number;
  readonly peakMb: number;
}

/** The longest time that a server may take. */
const LIMIT_MS = 300_000;
/** How often the server is asked whether it is there. */
const ASK_EVERY_MS = 10;
/** How long memory may still change after the first answer. */
const REST_MS = 3000;

/** Resolves once an answer with a record has come. */
async function answered(port: number, name: string, server: ChildProcess): Promise<void> {
  const socket = createSocket('udp4');
  const query = encode({ type: 'query', id: 1, questions: [{ name, type: 'A', class: 'IN' }] });
  let isAnswered = false;
  socket.on('error', () => undefined);
  socket.on('message', reply => {
    isAnswered ||= (reply[3] & 15) === 0 && reply.readUInt16BE(6) > 0;
  });
  const deadline = performance.now() + LIMIT_MS;
  try {
    while (!isAnswered) {
      if (server.exitCode !== null) throw new Error(`a server ended with status ${server.exitCode}`);
      if (performance.now() > deadline) throw new Error('a server did not answer in time');
      socket.send(query, port, '127.0.0.1', () => undefined);
      await pause(ASK_EVERY_MS);
    }
  } finally {
    socket.close();
  }
}

/** Starts the server, waits for its answer, looks at its memory and ends it. @throws Error when it does not come up */
export async function measureStart(
  [program, ...args]: Command,
  port: number,
  lastName: string,
): Promise<Start> {
  const began = performance.now();
  const server = spawn(program, args, {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin` },
  });
  const failed = once(server, 'error').then(([error]) => Promise.reject(error));
  try {
    await Promise.race([answered(port, lastName, server), failed]);
    const seconds = (performance.now() - began) / 1000;
    await pause(REST_MS);
    const family = familyOf(server.pid ?? 0);
    return { seconds, residentMb: residentKb(family) / 1024, peakMb: peakKb(family) / 1024 };
  } finally {
    failed.catch(() => undefined);
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      const slow = setTimeout(() => server.kill('SIGKILL'), 20_000);
      await once(server, 'exit');
      clearTimeout(slow);
    }
  }
}
