// What a route needs of whoever asks for it.

/** `open` is for everybody, `read` for those who may look, and `operate` for operators, since it changes something. */
export const ACCESS = { OPEN: 'open', READ: 'read', OPERATE: 'operate' } as const;
export type Access = (typeof ACCESS)[keyof typeof ACCESS];
