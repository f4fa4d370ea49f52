// h2load of nghttp2 as a second client of DNS over HTTPS, which nobody wrote for this bench.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dohTarget } from './doh-query.js';
import { HTTP2_GET } from './http2-way.js';
import { ASKED } from './turns.js';

const CLIENT_CORE = '1';
const { connections, outstanding } = HTTP2_GET;

/**
 * Has it ask for all names.
 * @param folder for the list of them
 * @returns how many replies had the status 200; undefined when it is not installed
 */
export async function askByH2load(
  port: number,
  folder: string,
  requests: number,
): Promise<number | undefined> {
  const list = join(folder, 'targets');
  writeFileSync(list, ASKED.map(name => `https://127.0.0.1:${port}${dohTarget(name)}\n`).join(''));
  const load = ['-n', String(requests), '-c', String(connections), '-m', String(outstanding), '-i', list];
  try {
    const { stdout } = await promisify(execFile)('taskset', ['-c', CLIENT_CORE, 'h2load', ...load]);
    return Number(/^status codes: (\d+) 2xx/m.exec(stdout)?.[1]);
  } catch {
    return undefined;
  }
}
