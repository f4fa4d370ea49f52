// The exec probe: commands that are well, ill and hostile.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import { specOf } from '../health/spec.js';
import { finish } from '../support/processes.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

const target = { address: '192.0.2.1', port: 8080, host: 'app.test' };

async function probe(command: readonly string[], timeoutMs = 5000): Promise<string> {
  return resultToText(await runProbe(target, specOf({ kind: 'exec', command, timeoutMs })));
}

/** The result of a shell script. */
const script = (text: string, timeoutMs?: number) => probe(['/bin/sh', '-c', text], timeoutMs);

/** Waits until a process is no more. */
async function gone(pid: number): Promise<void> {
  for (;;)
    try {
      process.kill(pid, 0);
      // Somebody who has lost its parent is buried by process 1, if that does its work.
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return;
      await new Promise(resolve => setTimeout(resolve, 5));
    } catch {
      return;
    }
}

const pidIn = (name: string) => Number(readFileSync(folder.at(name), 'utf8'));

describe('a command', () => {
  it('that exits with 0 is PROCOK, with the first line that it prints', async () => {
    expect(await script('echo 3 replicas; echo more')).toBe('PROCOK 3 replicas');
    expect(await probe(['true'])).toBe('PROCOK');
  });

  it('that exits otherwise is PROCERR', async () => {
    expect(await script('echo disk full; exit 3')).toBe('PROCERR 3 disk full');
    expect(await probe(['false'])).toBe('PROCERR 1');
    expect(await script('echo bye; kill -9 $$')).toBe('PROCERR ended by SIGKILL: bye');
  });

  it('gets its arguments as they are, without a shell', async () => {
    expect(await probe(['printf', '%s|', '$HOME', '*', 'a b', ';id'])).toBe('PROCOK $HOME|*|a b|;id|');
  });

  it('is told whom it is about, and nothing of the environment of the server', async () => {
    process.env.RONDO_TEST_SECRET = 'hunter2';
    const names = await script(
      "env | cut -d= -f1 | grep -v -e '^PWD' -e '^SHLVL' -e '^_' | sort | tr '\\n' ' '",
    );
    delete process.env.RONDO_TEST_SECRET;
    expect(names).toBe('PROCOK PATH RONDO_ADDRESS RONDO_NAME RONDO_PORT');
    expect(await script('echo $RONDO_ADDRESS $RONDO_PORT $RONDO_NAME')).toBe(
      'PROCOK 192.0.2.1 8080 app.test',
    );
  });

  it('gets no socket of the server', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    expect(await script('readlink /proc/self/fd/* | grep -c socket: || true')).toBe('PROCOK 0');
    server.close();
  });

  it('has its output made printable and bounded', async () => {
    expect(await script("printf '\\033[2Jwell\\000'")).toBe('PROCOK \\u{1b}[2Jwell\\u{0}');
    const long = await script('head -c 5000 /dev/zero | tr "\\000" x');
    expect(long).toMatch(/^PROCOK x+…$/);
    expect(long.length).toBeLessThan(130);
  });
});

describe('a command that', () => {
  it('cannot be run is SOCKERR', async () => {
    expect(await probe([folder.at('none')])).toBe(
      `SOCKERR cannot run ${folder.at('none')}: there is no such command`,
    );
    const plain = folder.write('plain', 'echo yes\n');
    expect(await probe([plain])).toBe(`SOCKERR cannot run ${plain}: this user may not run it`);
    chmodSync(plain, 0o755);
    expect(await probe([plain])).toMatch(/^(SOCKERR|PROCOK)/);
    expect(await probe([folder.path])).toMatch(/^SOCKERR cannot run /);
  });

  it('that others may change is not run, which says nothing of the member', async () => {
    const path = folder.write('check', '#!/bin/sh\necho ran\n');
    chmodSync(path, 0o757);
    const result = await runProbe(target, specOf({ kind: 'exec', command: [path], timeoutMs: 5000 }));
    expect(result).toMatchObject({
      code: 'SOCKERR',
      voidBy: 'unsaid',
      clientText: 'does not run the command',
    });
    expect(result.text).toBe(`does not run it: anybody may write to ${path} (chmod o-w)`);
    chmodSync(path, 0o755);
    expect(await probe([path])).toBe('PROCOK ran');
  });

  it('does not end is killed with all that it has started', async () => {
    const pids = `echo $$ > ${folder.at('pid')}; sleep 1000 & echo $! > ${folder.at('child')}; trap '' TERM; wait`;
    expect(await script(pids, 500)).toBe('PROCTOUT the command did not end within 500 ms');
    await gone(pidIn('pid'));
    await gone(pidIn('child'));
  });

  it('ends and leaves something behind is judged at once, and what is left is killed', async () => {
    expect(await script(`sleep 1000 & echo $! > ${folder.at('child')}; echo done`, 60_000)).toBe(
      'PROCOK done',
    );
    await gone(pidIn('child'));
  });

  it('leaves something behind in another group is judged at once, too', async () => {
    const escaped = `setsid sh -c 'echo $$ > ${folder.at('child')}; exec sleep 1000' & echo done`;
    const wait = `while [ ! -s ${folder.at('child')} ]; do sleep 0.01; done`;
    expect(await script(`${escaped}; ${wait}`, 60_000)).toBe('PROCOK done');
    process.kill(pidIn('child'));
  });

  it('closes its output and goes on is waited for', async () => {
    expect(await script('exec >&-; sleep 0.05; exit 4')).toBe('PROCERR 4');
  });

  it('is running when the server ends is killed', async () => {
    const url = new URL('../../dist/probe/exec/run.js', import.meta.url);
    const pid = folder.at('pid');
    const command = JSON.stringify(['/bin/sh', '-c', `echo $$ > ${pid}; exec sleep 1000`]);
    const code = `
      import { existsSync, readFileSync } from 'node:fs';
      import { probe } from ${JSON.stringify(url.href)};
      void probe({ address: '192.0.2.1', host: '' }, { command: ${command}, timeoutMs: 60000 });
      const timer = setInterval(() => {
        if (existsSync('${pid}') && readFileSync('${pid}', 'utf8') !== '') process.exit(0);
      }, 5);
    `;
    const { status } = await finish(process.execPath, ['--input-type=module', '-e', code]);
    expect(status).toBe(0);
    expect(existsSync(pid)).toBe(true);
    await gone(pidIn('pid'));
  });
});
