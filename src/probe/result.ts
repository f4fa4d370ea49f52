// What one probe found, in the words of HAProxy's check results.
import { printable } from '../source/printable.js';
import type { Statement } from './statement.js';

/** Codes that mean a good answer of the layer that was asked for. */
const GOOD = ['L4OK', 'L6OK', 'L7OK', 'PROCOK'] as const;

/**
 * L4 is the connection, L6 is TLS, L7 is HTTP or another protocol, PROC is a command. CON: no connection;
 * TOUT: no answer in time; RSP: an answer that is not acceptable; STS: a status that is not acceptable.
 * SOCKERR: this machine could not even try. INI, FLAP, TRACK and CHECK are no results of a probe: see
 * verdict/cause.ts.
 */
export type ProbeCode =
  | (typeof GOOD)[number]
  | 'L4CON'
  | 'L4TOUT'
  | 'L6RSP'
  | 'L6TOUT'
  | 'L7STS'
  | 'L7RSP'
  | 'L7TOUT'
  | 'PROCERR'
  | 'PROCTOUT'
  | 'SOCKERR'
  | 'INI'
  | 'FLAP'
  | 'TRACK'
  | 'CHECK'
  | 'ADMIN';

/** Why a failure says nothing of what was probed: trouble of this machine, or of who should have said it. */
export const VOID = {
  /** It is out of files, ports, memory or processes. */
  SHORTAGE: 'shortage',
  /** It stood still meanwhile. */
  STALL: 'stall',
  /** It had no network meanwhile. */
  OUTAGE: 'outage',
  /** The file that tells it has never said anything. */
  UNSAID: 'unsaid',
} as const;
export type Void = (typeof VOID)[keyof typeof VOID];

/** A result before it is timed. `text` may hold octets of the other side. */
export interface Finding {
  readonly code: ProbeCode;
  /** The HTTP status, or the exit status of a command, once there was one. */
  readonly status?: number;
  readonly text?: string;
  /** The same for clients, who see no path of this machine; `text` when absent. */
  readonly clientText?: string;
  /** Though it is good, its text is a warning. */
  readonly warns?: true;
  /** What the member says of itself, for kinds in which it does. */
  readonly statement?: Statement;
  /** When the certificate that it showed expires, in milliseconds since 1970. */
  readonly certificateEndMs?: number;
  /** Why a failure may not count; absent when it does. */
  readonly voidBy?: Void;
}

export interface ProbeResult extends Finding {
  readonly ok: boolean;
  /** Why, in one line as {@link printable} makes it; may be empty. */
  readonly text: string;
  readonly durationMs: number;
}

/** Whether it speaks for what was probed. */
export function isGood({ code }: Finding): boolean {
  return (GOOD as readonly ProbeCode[]).includes(code);
}

/** Codes of a failure in which the other side spoke, and what it said was wrong. */
const ANSWERED: readonly ProbeCode[] = ['L6RSP', 'L7STS', 'L7RSP'];

/** Whether a failure shows that something is alive there, such as a database in the wrong role. */
export function isWrongAnswer({ code }: Finding): boolean {
  return ANSWERED.includes(code);
}

/** Completes a finding with its time. */
export function toResult(finding: Finding, durationMs: number): ProbeResult {
  const { code, status, text, clientText, warns, statement, certificateEndMs, voidBy } = finding;
  return {
    ok: isGood(finding),
    code,
    ...(status === undefined ? {} : { status }),
    text: printable(text ?? ''),
    durationMs,
    ...(clientText === undefined ? {} : { clientText: printable(clientText) }),
    ...(warns === undefined ? {} : { warns }),
    ...(statement === undefined ? {} : { statement }),
    ...(certificateEndMs === undefined ? {} : { certificateEndMs }),
    ...(voidBy === undefined ? {} : { voidBy }),
  };
}

/** As clients may see it. */
export function forClients<Kind extends Finding>(result: Kind): Kind {
  return result.clientText === undefined ? result : { ...result, text: result.clientText };
}

/** The same result with other words. */
export function reworded(result: ProbeResult, change: (text: string) => string): ProbeResult {
  const text = printable(change(result.text));
  if (result.clientText === undefined) return { ...result, text };
  return { ...result, text, clientText: printable(change(result.clientText)) };
}

/** The code and the status alone: `L7STS 503`, `L4CON`. */
export function resultToShortText({ code, status }: ProbeResult): string {
  return status === undefined ? code : `${code} ${status}`;
}

/** The result for a person: `L7STS 503`, `L4CON connection refused`, `L4TOUT no connection within 1 s`. */
export function resultToText(result: ProbeResult): string {
  return result.text === '' ? resultToShortText(result) : `${resultToShortText(result)} ${result.text}`;
}
