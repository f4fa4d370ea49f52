// What Rondo cannot exceed on each transport: programs that only send each query back, and the usual way to write a server in JavaScript.
import type { Peer } from './peer.js';

const limit = (name: string): Peer => ({
  name,
  works: 'agh',
  prepare: (_folder, port) => [
    process.execPath,
    new URL(`../limits/${name}.js`, import.meta.url).pathname,
    String(port),
  ],
});

export const batchEcho = limit('batch-echo');
export const dgramEcho = limit('dgram-echo');
export const dgramDnsPacket = limit('dgram-dns-packet');
