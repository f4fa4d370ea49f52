// Who asks for something, and what they may do.
import { ACCESS, type Access } from './access.js';

export const RIGHTS = { NONE: 'none', READ: 'read', OPERATE: 'operate' } as const;
export type Rights = (typeof RIGHTS)[keyof typeof RIGHTS];

export interface Asker {
  readonly rights: Rights;
  /** By which events tell who it was; undefined when nothing says that. */
  readonly name?: string;
}

/** Whoever can open the control socket. */
export const OPERATOR: Asker = { rights: RIGHTS.OPERATE };
/** Whoever may look, and change nothing. */
export const READER: Asker = { rights: RIGHTS.READ };

/** Whether these rights are enough for a route. */
export function mayUse({ rights }: Asker, access: Access): boolean {
  return rights === RIGHTS.OPERATE || (rights === RIGHTS.READ && access === ACCESS.READ);
}
