// One kind of backend: what it sends to a request, and what is made of it.

/** How a kind is probed: for its status by GET and HEAD, for a text and a pattern, by tcp, and over TLS. */
export const CHECKS = ['status', 'text', 'pattern', 'head', 'tcp', 'tls'] as const;
export type Check = (typeof CHECKS)[number];

/** One sign for each check in that order: `+` is up, `-` is down. */
export type Verdicts = string;

export interface ResponseKind {
  /** What is sent, as latin-1, in pieces; each goes out after the other has gone. */
  readonly sends: string | readonly string[];
  /** What becomes of the connection then; closed when not said. */
  readonly after?: 'stays' | 'resets';
  readonly verdicts: Verdicts;
}

export type Kinds = Readonly<Record<string, ResponseKind>>;
