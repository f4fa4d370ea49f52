// What `rondo init` is told, by flags or by answers to its questions, and what is wrong with it.
import { isIP } from 'node:net';
import { endpointFromText } from '../dns/endpoint.js';
import { nameFromText } from '../dns/name.js';
import { MAX_MEMBERS } from '../zone/pool.js';
import type { InitMember, InitProbe } from './init-files.js';

/** Says what is wrong with an answer, for people. */
export class InitError extends Error {}

/** What is wanted, how it is asked for, and what a plain Enter means. */
export const QUESTIONS = {
  zone: { text: 'Name of the zone', usual: 'app.test' },
  members: {
    text: 'Backends, as address or address:port, with commas',
    usual: '127.0.0.1:8081, 127.0.0.2:8082',
  },
  probe: { text: 'Seen to work by: a path such as / over HTTP, tcp, or none', usual: '/' },
  listen: { text: 'Answer queries on', usual: '127.0.0.1:53' },
  forward: { text: 'Ask for all other names at (addresses with commas), or off', usual: 'off' },
} as const;
export type QuestionName = keyof typeof QUESTIONS;

/** The name of a zone. @throws InitError */
export function zoneOf(text: string): string {
  const zone = text.toLowerCase().replace(/\.$/, '');
  try {
    nameFromText(zone);
  } catch (error) {
    throw new InitError(`${JSON.stringify(text)} is no name of a zone: ${(error as Error).message}`);
  }
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(zone))
    throw new InitError(
      `${JSON.stringify(text)} is no name of a zone; one has letters, digits, hyphens and dots, such as app.example`,
    );
  return zone;
}

/** @throws InitError */
export function membersOf(text: string): InitMember[] {
  const members = listOf(text).map(memberOf);
  if (members.length === 0) throw new InitError('a pool needs a backend, such as 192.0.2.1:8080');
  if (members.length > MAX_MEMBERS)
    throw new InitError(`a pool has at most ${MAX_MEMBERS} backends, not ${members.length}`);
  const addresses = members.map(({ address }) => address);
  const twice = addresses.find((address, index) => addresses.indexOf(address) < index);
  if (twice !== undefined) throw new InitError(`the backend ${twice} is named twice`);
  return members;
}

function memberOf(text: string): InitMember {
  const endpoint = endpointFromText(text);
  if (endpoint === undefined || endpoint.port === 0)
    throw new InitError(
      `expected an address, or address:port such as 192.0.2.1:8080 or [2001:db8::1]:8080, found "${text}"`,
    );
  return { address: endpoint.address, port: endpoint.port };
}

/** @throws InitError */
export function probeOf(text: string): InitProbe {
  if (text === 'tcp' || text === 'none') return text;
  if (text.startsWith('/') && !/\s/.test(text)) return text as InitProbe;
  throw new InitError(`a probe is a path such as /healthz, tcp or none, not "${text}"`);
}

/** An address with or without a port. @throws InitError */
export function listenOf(text: string): string {
  const { address, port } = memberOf(text);
  if (port === undefined) return text;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** @throws InitError */
export function forwardOf(text: string): string[] {
  return text === 'off' ? [] : listOf(text).map(listenOf);
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(each => each !== '');
}
