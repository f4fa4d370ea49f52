// TCP as a stream transport (RFC 7766): a connection carries messages as it is.
import { createServer } from 'node:net';
import { PROTOCOL } from '../answer/exchange.js';
import type { StreamProtocol } from './stream.js';

export const tcp: StreamProtocol = {
  protocol: PROTOCOL.TCP,
  createServer: onConnection => createServer({ allowHalfOpen: true }, onConnection),
};
