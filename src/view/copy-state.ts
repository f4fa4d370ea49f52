// How copies of zones of other servers are, as metrics and /readyz have it.

export const COPY_STATES = ['good', 'failing', 'expired', 'waiting'] as const;
export type CopyState = (typeof COPY_STATES)[number];
