// Ten thousand backends in one process: says 200 on every loopback address, and notes when each address was asked.
import { createServer } from 'node:http';

/** How long after one request of an address the next one came, in milliseconds. */
export interface Gaps {
  readonly addresses: number;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

const [port] = process.argv.slice(2);
const lastMs = new Map<string, number>();
let gaps: number[] = [];

function note(address: string): void {
  const nowMs = performance.now();
  const last = lastMs.get(address);
  if (last !== undefined) gaps.push(nowMs - last);
  lastMs.set(address, nowMs);
}

/** What was noted since the last report. */
function report(): Gaps {
  const sorted = gaps.sort((a, b) => a - b);
  gaps = [];
  const part = (of: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0;
  return { addresses: lastMs.size, count: sorted.length, p50: part(0.5), p99: part(0.99), longest: part(1) };
}

const server = createServer((request, response) => {
  note(request.socket.localAddress ?? '');
  response.end('ok');
});
server.listen({ port: Number(port), host: '0.0.0.0', backlog: 4096 }, () => process.stdout.write('ready\n'));
// Each line asks for a report; it ends with the bench, however that ends.
process.stdin
  .on('data', () => process.stdout.write(`${JSON.stringify(report())}\n`))
  .on('end', () => process.exit(0));
