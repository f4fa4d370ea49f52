// Figures that a test can hold on any machine.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error A script of the project without types: it puts the program into few files.
import { bundle } from '../../scripts/bundle.mjs';
import { addresses, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { answering } from '../support/rondo.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHIPPED = fileURLToPath(new URL('../../build/shipped', import.meta.url));
const NAME = 'my-awesome-highload-app.local A';

/** In megabytes; since version 22 Node.js itself needs some 20 more, and what it keeps compiled some 10. */
const MOST_RESIDENT = Number.parseInt(process.versions.node, 10) < 22 ? 125 : 155;

/** Resident memory in megabytes. */
function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

test(`idle, as shipped, the server needs less than ${MOST_RESIDENT} MB`, async context => {
  context.skip(process.platform !== 'linux', 'skipped: /proc tells the resident memory, on Linux only');
  // What is installed is the program in few files; the many of a build need some 20 MB more.
  await bundle(SHIPPED);
  const args = ['serve', '--listen', '127.0.0.1:0', '--forward', 'off', '--admin', '127.0.0.1:0'];
  const server = start(process.execPath, [`${SHIPPED}/main.js`, ...args], ROOT);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const { port, admin } = await answering(server);
  expect(await addresses(port, NAME)).toEqual(['127.0.0.1', '127.0.0.2']);
  expect((await fetch(`http://${admin}/metrics`)).status).toBe(200);
  const { pid } = server.child;
  await until(
    () => residentMegabytes(pid ?? expect.fail('no process')),
    megabytes => megabytes < MOST_RESIDENT,
  );
});
