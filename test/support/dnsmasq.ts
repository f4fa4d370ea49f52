// The real dnsmasq, as the measure of what the lines of its configuration mean.
import { execFileSync } from 'node:child_process';
import { finish, type Running, start } from './processes.js';
import { needs, program } from './programs.js';
import { quietPort } from './quiet-port.js';

/** The version that the tests were written about: others differ in small things. */
const VERSION = '2.90';

/** As {@link needs} says it, for dnsmasq of that version. */
export function needsDnsmasq(): [condition: boolean, note: string] {
  const [isMissing, note] = needs('dnsmasq');
  if (isMissing) return [isMissing, note];
  const [, found] =
    /version (\S+)/.exec(execFileSync(program('dnsmasq')!, ['--version'], { encoding: 'utf8' })) ?? [];
  return [found !== VERSION, `skipped: dnsmasq is ${found}; these tests are about ${VERSION}`];
}

/** Only the file counts: nothing of this machine is read, nothing is kept from one question to the next. */
const ALONE = ['--no-daemon', '--no-hosts', '--no-poll', '--cache-size=0', '--log-facility=-'];

/** Starts dnsmasq on a free port of 127.0.0.1 and waits until it answers. The file must say `no-resolv`. */
export async function serveDnsmasq(confFile: string): Promise<{ server: Running; port: number }> {
  for (let tries = 3; ; tries--) {
    const port = await quietPort();
    const server = start(program('dnsmasq')!, [
      ...ALONE,
      '--bind-interfaces',
      '--listen-address=127.0.0.1',
      `--port=${port}`,
      `--conf-file=${confFile}`,
    ]);
    try {
      await server.says(/started, version [\s\S]*\n/);
      return { server, port };
    } catch (error) {
      await server.stop();
      // Another program may have taken the port in between.
      if (tries === 1 || !/Address already in use/.test(server.output)) throw error;
    }
  }
}

/** What dnsmasq says against a file; undefined when it accepts it. */
export async function objection(confFile: string): Promise<string | undefined> {
  const { stderr, status } = await finish(program('dnsmasq')!, ['--test', `--conf-file=${confFile}`]);
  return status === 0 ? undefined : stderr.trim();
}
