// A verdict, what is said of an endpoint or a member, and a stage, a step on the way to it.
import type { ProbeResult } from '../../probe/result.js';

export type State = 'unknown' | 'up' | 'down';

/** Whether one in this state may be handed out: one that was never probed may. */
export function isLive(state: State): boolean {
  return state !== 'down';
}

/** What keeps a member out of service, whatever its state. */
export interface OutOfService {
  /** `drain`: not handed out while another member is live. `maint`: not handed out, come what may. */
  readonly state: 'drain' | 'maint';
  readonly by: 'operator' | 'member';
  /** When it ends by itself, on the clock of `sinceMs`. */
  readonly untilMs?: number;
  /** The same for people: RFC 3339. */
  readonly until?: string;
  /** Why, in one printable line. */
  readonly reason?: string;
  /** Who wants it so, in words; for operators and not for clients. */
  readonly who?: string;
}

/** An operator's word on the state of a member, in place of what is found. */
export interface Forced extends Omit<OutOfService, 'state' | 'by'> {
  readonly state: 'up' | 'down';
  /** What it would be otherwise, and why. */
  readonly found: Pick<Verdict, 'state' | 'cause' | 'passes' | 'answers'>;
}

export interface Verdict {
  readonly state: State;
  /** Why it is down; undefined when it is not. */
  readonly cause?: ProbeResult;
  /** When the state began, on a clock that all verdicts share. */
  readonly sinceMs: number;
  /** Whether a probe has ever found it up. */
  readonly wasUp: boolean;
  /** Whether it is down though its probes find it up. */
  readonly passes?: boolean;
  /** Whether it is down but answers its probes, though not as they want. */
  readonly answers?: boolean;
  /** The address that it is tied to and down with, as people write it, while it would be up itself. */
  readonly downWith?: string;
  readonly out?: OutOfService;
  /** Set when an operator overrules its probes. */
  readonly forced?: Forced;
}

/** Takes the verdict so far and what it knows itself, and gives its own; pure. */
export type Stage<Piece> = (verdict: Verdict, piece: Piece) => Verdict;

/** The verdict after all stages, one after another. */
export function through<Piece>(stages: readonly Stage<Piece>[], first: Verdict, piece: Piece): Verdict {
  return stages.reduce((verdict, stage) => stage(verdict, piece), first);
}

/** Down for a reason that has nothing to do with its probes. */
export function downFor<Kind extends Verdict>(verdict: Kind, cause: ProbeResult): Kind {
  return { ...verdict, state: 'down', cause, passes: verdict.state === 'up' || verdict.passes === true };
}
