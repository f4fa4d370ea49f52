// What a route needs of whoever asks for it.

/** `read` changes nothing; `operate` is for operators. */
export const ACCESS = { READ: 'read', OPERATE: 'operate' } as const;
export type Access = (typeof ACCESS)[keyof typeof ACCESS];
