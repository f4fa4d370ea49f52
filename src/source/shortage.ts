// Errors of the system that say that this machine is out of something for now: no fault of whatever was asked for.

const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files in this process',
  ENFILE: 'too many open files on this machine',
  ENOBUFS: 'this machine is out of buffers',
  ENOMEM: 'this machine is out of memory',
  EAGAIN: 'this machine runs too many processes',
};

const NO_PORT = 'this machine has no port left to ask from';

/** What this machine is out of, for a person; undefined when the error says something else. */
export function shortageIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  // To bind to an address that is not there is a fault of who configured it.
  if (code === 'EADDRNOTAVAIL') return syscall === 'bind' ? undefined : NO_PORT;
  if (code === 'EADDRINUSE' || (code === 'EAGAIN' && syscall === 'connect')) return NO_PORT;
  return SHORTAGES[code];
}
