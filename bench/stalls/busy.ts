// Work that takes the cores of this machine from everybody else, for a limited time.
import { type ChildProcess, spawn } from 'node:child_process';

/** Starts loops that end by themselves. @returns how to end them before */
export function beBusy(loops: number, seconds: number): () => void {
  const code = `const until = Date.now() + ${seconds * 1000}; while (Date.now() < until);`;
  const children: ChildProcess[] = Array.from({ length: loops }, () =>
    spawn(process.execPath, ['-e', code], { stdio: 'ignore' }),
  );
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}
