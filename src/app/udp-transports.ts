// Which UDP transport is used, and how its listen addresses are opened.
import type { Config } from '../config/config.js';
import { ReturnPath } from '../transport/batch/return-path.js';
import { batchObstacle, loadSystem } from '../transport/batch/system.js';
import { BatchTransport, type Crew } from '../transport/batch/udp-batch.js';
import type { Desk } from '../transport/desk.js';
import { DgramTransport } from '../transport/udp-dgram.js';
import type { UdpFactory } from './listeners.js';

export { batchObstacle } from '../transport/batch/system.js';

/** The transport in use. */
export interface TransportChoice {
  readonly kind: 'batch' | 'dgram';
  /** Why there is no batch transport here, when it was not left out on purpose. */
  readonly obstacle?: string;
}

/** `auto` takes the batch transport where it is to be had. */
export function chooseTransport(wanted: Config['transport']): TransportChoice {
  if (wanted === 'dgram') return { kind: 'dgram' };
  const obstacle = batchObstacle();
  return obstacle === undefined ? { kind: 'batch' } : { kind: 'dgram', obstacle };
}

export function dgramFactory(desk: Desk): UdpFactory {
  return { takesWildcards: false, open: address => new DgramTransport(desk, address) };
}

export function batchFactory(desk: Desk, crew: Crew): UdpFactory {
  const system = loadSystem();
  const path = new ReturnPath(system);
  return { takesWildcards: true, open: address => new BatchTransport(desk, system, crew, path, address) };
}
