// The file probe: a file says whether a member is up; it is looked at for every probe.
import { shortageIn } from '../../source/shortage.js';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { type Finding, type ProbeResult, VOID } from '../result.js';
import { sayingToText } from '../statement.js';
import { type Target, targetToText } from '../target.js';
import type { FileSpec } from './spec.js';
import { type VerdictFile, VerdictReader } from './verdict-file.js';

const readers = new WeakMap<FileSpec, VerdictReader>();

function readerOf(spec: FileSpec): VerdictReader {
  const known = readers.get(spec) ?? new VerdictReader(spec.path);
  readers.set(spec, known);
  return known;
}

function judge(target: Target, { verdicts, badLine }: VerdictFile): Finding {
  const verdict = verdicts.get(targetToText(target)) ?? verdicts.get(target.address);
  if (verdict !== undefined) {
    const { saying, text } = verdict;
    const { isUp, statement } = saying;
    return { code: isUp ? 'L7OK' : 'L7STS', text: sayingToText(saying, text), statement };
  }
  const hint = badLine === undefined ? '' : `, and line ${badLine} cannot be understood`;
  return { code: 'L7RSP', text: `no line is about ${targetToText(target)}${hint}` };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
};

function unreadable(path: string, error: NodeJS.ErrnoException): Finding {
  const shortage = shortageIn(error);
  if (shortage !== undefined)
    return { code: 'SOCKERR', text: `cannot read ${path}: ${shortage}`, voidBy: VOID.SHORTAGE };
  const reason = error.code === undefined ? error.message : (REASONS[error.code] ?? error.code);
  return { code: 'SOCKERR', text: `cannot read ${path}: ${reason}` };
}

/** Looks the target up once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<FileSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  attempt.phase = 'file';
  readerOf(spec)
    .read()
    .then(
      file => attempt.end(judge(target, file)),
      error => attempt.end(unreadable(spec.path, error)),
    );
  return attempt.result;
}
