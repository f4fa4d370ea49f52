// What a node of a zone image is: bits that the plan sets and lookups ask for.

export const NODE_FLAG = {
  /** A zone cut: NS below the apex (RFC 9499 §7). */
  CUT: 1,
  /** Below a zone cut or a DNAME: only good as glue. */
  OCCLUDED: 2,
  CNAME: 4,
  DNAME: 8,
} as const;
