// Who asks for something, and what they may do.
import { ACCESS, type Access } from './access.js';

export const RIGHTS = { NONE: 'none', READ: 'read', OPERATE: 'operate' } as const;
export type Rights = (typeof RIGHTS)[keyof typeof RIGHTS];

export interface Asker {
  readonly rights: Rights;
  /** By which events tell who it was; undefined when nothing says that. */
  readonly name?: string;
  /** The name of the token that they have. */
  readonly token?: string;
  /** Who is bound by limits together; undefined for whoever can open the control socket. */
  readonly client?: string;
  /** What they may present, for the header `WWW-Authenticate`. */
  readonly challenges?: readonly string[];
  /** When the token ends, in milliseconds since 1970. */
  readonly untilMs?: number;
}

/** Whoever can open the control socket. */
export const OPERATOR: Asker = { rights: RIGHTS.OPERATE };
/** Whoever may look, and change nothing. */
export const READER: Asker = { rights: RIGHTS.READ };

/** Whoever has nothing to show. */
export const NOBODY: Asker = { rights: RIGHTS.NONE };

/** An order with who gives it; whoever has a token cannot name somebody else. */
export function signed<Order extends { by?: string }>(order: Order, { name }: Asker): Order {
  return name === undefined ? order : { ...order, by: name };
}

/** Whether these rights are enough for a route. */
export function mayUse({ rights }: Asker, access: Access): boolean {
  if (access === ACCESS.OPEN) return true;
  return rights === RIGHTS.OPERATE || (rights === RIGHTS.READ && access === ACCESS.READ);
}
