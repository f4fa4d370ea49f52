// TCP as a stream transport (RFC 7766): a connection carries messages as it is.
import { createServer } from 'node:net';
import { PROTOCOL } from '../answer/exchange.js';
import type { StreamProtocol } from './stream.js';

/** A connection that is not read for a while keeps less than so many octets, and one more reading of the socket. */
const READ_AHEAD = 1024;

export const tcp: StreamProtocol = {
  protocol: PROTOCOL.TCP,
  createServer: onConnection =>
    createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: READ_AHEAD }, onConnection),
};
