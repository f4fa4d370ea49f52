// What the command line of a bench of encrypted answers says: which servers, how many rounds and answers.
import { parseArgs } from 'node:util';
import type { Peer } from '../peers/peer.js';

export interface Order {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  /** Answers that are counted in each turn. */
  readonly answers: number;
}

/** @param servers those that can be named, all of them when none is @throws Error for what is not known */
export function readOrder(args: readonly string[], servers: readonly Peer[], answers: number): Order {
  const options = {
    rounds: { type: 'string', default: '3' },
    answers: { type: 'string', default: String(answers) },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return {
    peers: servers.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    rounds: Number(values.rounds),
    answers: Number(values.answers),
  };
}
