// Exit statuses of the command (sysexits.h), so that scripts and supervisors can tell what went wrong.

export const EXIT = {
  OK: 0,
  /** The answer to what was asked is no. */
  NO: 1,
  /** The command line was wrong. */
  USAGE: 64,
  /** A zone file was wrong. */
  DATA: 65,
  /** A needed address could not be opened, or a server did not answer. */
  UNAVAILABLE: 69,
  /** An error in rondo itself. */
  SOFTWARE: 70,
  /** The machine gives too little, such as files that may be open. */
  MACHINE: 71,
  /** A file cannot be written, or is there already. */
  CANNOT_CREATE: 73,
  /** The configuration was wrong. */
  CONFIG: 78,
} as const;
