// The file probe: a file says whether a member is up; it is looked at for every probe.
import { shortageIn } from '../../source/shortage.js';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { type Finding, forClients, isGood, type ProbeResult, toResult, VOID } from '../result.js';
import { sayingToText } from '../statement.js';
import { type Target, targetToText } from '../target.js';
import type { KeptVerdicts } from './kept-verdicts.js';
import type { FileSpec } from './spec.js';
import type { Verdict, VerdictFile } from './verdict-file.js';
import { sourceOf } from './verdict-source.js';

function verdictFinding({ saying, text }: Verdict): Finding {
  const { isUp, statement } = saying;
  return { code: isUp ? 'L7OK' : 'L7STS', text: sayingToText(saying, text), statement };
}

/** What the file said of the target last, if it did so not too long ago; else the failure. */
function asBefore(target: Target, kept: KeptVerdicts, failure: Finding): Finding {
  const verdict = kept.find(targetToText(target), target.address);
  if (verdict === undefined) return failure;
  const { text, ...finding } = verdictFinding(verdict);
  const withWhy = (reason = '') => {
    const why = `the last word of the file is kept: ${reason}`;
    return text === '' ? why : `${text}; ${why}`;
  };
  const told = { ...finding, text: withWhy(failure.text), clientText: withWhy(forClients(failure).text) };
  return isGood(told) ? { ...told, warns: true } : told;
}

/** The same where the file says nothing at all; if it never did, that says nothing of the target. */
function withoutFile(target: Target, kept: KeptVerdicts, failure: Finding): Finding {
  return kept.isBegun ? asBefore(target, kept, failure) : { voidBy: VOID.UNSAID, ...failure };
}

function judge(target: Target, file: VerdictFile, kept: KeptVerdicts): Finding {
  kept.take(file);
  const { verdicts, badLine } = file;
  const place = targetToText(target);
  const verdict = verdicts.get(place) ?? verdicts.get(target.address);
  if (verdict !== undefined) return verdictFinding(verdict);
  const hint = badLine === undefined ? '' : `, and line ${badLine} cannot be understood`;
  const failure: Finding = { code: 'L7RSP', text: `no line is about ${place}${hint}` };
  if (verdicts.size === 0) return withoutFile(target, kept, failure);
  return badLine === undefined ? failure : asBefore(target, kept, failure);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
};

function unreadable(path: string, error: NodeJS.ErrnoException): Finding {
  const shortage = shortageIn(error);
  // A message of the system may hold the path once more.
  const reason = error.code === undefined ? undefined : (REASONS[error.code] ?? error.code);
  return {
    code: 'SOCKERR',
    text: `cannot read ${path}: ${shortage ?? reason ?? error.message}`,
    clientText: `cannot read the file${reason === undefined ? '' : `: ${shortage ?? reason}`}`,
    ...(shortage === undefined ? {} : { voidBy: VOID.SHORTAGE }),
  };
}

/** Looks the target up once. See {@link Runner}. */
export async function probe(target: Target, spec: Timed<FileSpec>): Promise<ProbeResult> {
  const { reader, kept } = sourceOf(spec);
  const attempt = new Attempt(spec.timeoutMs);
  attempt.phase = 'file';
  reader.read().then(
    file => attempt.end(judge(target, file, kept)),
    error => {
      const failure = unreadable(spec.path, error);
      attempt.end(failure.voidBy === undefined ? withoutFile(target, kept, failure) : failure);
    },
  );
  const result = await attempt.result;
  const isLate = result.code === 'L7TOUT' && result.voidBy === undefined;
  return isLate ? toResult(withoutFile(target, kept, result), result.durationMs) : result;
}
