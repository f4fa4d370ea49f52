// A helper that reads the stream of changes of a server as so many browsers do.
import { request } from 'node:http';
import { order, serveReports } from '../stalls/helper.js';

/** What was read since it was asked last. */
export interface ReaderReport {
  readonly octets: number;
  readonly open: number;
}

const { port, readers } = order<{ port: number; readers: number }>();
const AGAIN_MS = 500;
let octets = 0;
let open = 0;

function read(): void {
  request({ host: '127.0.0.1', port, path: '/api/v1/stream', agent: false }, response => {
    open++;
    response.on('data', (chunk: Buffer) => {
      octets += chunk.length;
    });
    response.on('close', () => {
      open--;
      // As a browser does.
      setTimeout(read, AGAIN_MS);
    });
    response.on('error', () => undefined);
  }).end();
}

for (let reader = 0; reader < readers; reader++) read();
serveReports((): ReaderReport => {
  const seen = octets;
  octets = 0;
  return { octets: seen, open };
});
