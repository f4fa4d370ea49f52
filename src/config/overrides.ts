// Settings of the command line, which go over those of rondo.yaml.
import type { z } from 'zod';
import type { Problems } from '../source/problem.js';
import { describeIssue, findingsOf } from '../source/schema-findings.js';
import { adminAddress } from './admin-keys.js';
import { listen } from './listen-keys.js';
import { reportFlag } from './report.js';
import { type ConfigInput, forward, nsid, transport, workers } from './schema.js';

/** The flags as given; lists are repeatable flags. */
export interface Overrides {
  readonly listen?: readonly string[];
  /** Paths and patterns of zone files, relative to the working directory. */
  readonly zones?: readonly string[];
  readonly forward?: readonly string[];
  readonly admin?: string;
  readonly nsid?: string;
  readonly transport?: string;
  readonly workers?: string;
}

function check<T>(schema: z.ZodType<T>, flag: string, value: unknown, problems: Problems): T | undefined {
  const result = schema.safeParse(value, { error: describeIssue });
  if (result.success) return result.data;
  for (const { path, message, hint } of findingsOf(result.error.issues, { schema, data: value })) {
    const [first] = path;
    const found = Array.isArray(value) ? value[typeof first === 'number' ? first : 0] : value;
    reportFlag(problems, flag, String(found))('error', message, hint);
  }
  return undefined;
}

/** Who may ask for what stays as the file says. */
function withAddress(
  admin: ConfigInput['admin'],
  address: z.output<typeof adminAddress> | undefined,
): ConfigInput['admin'] {
  if (address === undefined) return admin;
  if (address === 'off') return address;
  return { ...(typeof admin === 'object' ? admin : {}), address };
}

/** The settings with the flags applied; a bad flag is reported and left out. */
export function applyOverrides(input: ConfigInput, flags: Overrides, problems: Problems): ConfigInput {
  const settled: ConfigInput = { ...input };
  if (flags.listen !== undefined)
    settled.listen = check(listen, '--listen', [...flags.listen], problems) ?? settled.listen;
  if (flags.forward !== undefined) {
    const value = flags.forward.length === 1 ? flags.forward[0] : [...flags.forward];
    settled.forward = check(forward, '--forward', value, problems) ?? settled.forward;
  }
  if (flags.admin !== undefined)
    settled.admin = withAddress(settled.admin, check(adminAddress, '--admin', flags.admin, problems));
  if (flags.nsid !== undefined) settled.nsid = check(nsid, '--nsid', flags.nsid, problems) ?? settled.nsid;
  if (flags.transport !== undefined)
    settled.transport = check(transport, '--transport', flags.transport, problems) ?? settled.transport;
  if (flags.workers !== undefined) {
    const value = /^\d{1,9}$/.test(flags.workers) ? Number(flags.workers) : flags.workers;
    settled.workers = check(workers, '--workers', value, problems) ?? settled.workers;
  }
  return settled;
}
