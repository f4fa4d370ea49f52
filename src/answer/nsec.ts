// The search in the NSEC chain of a zone: which record stands at a name, or covers it (RFC 4035 §3.1.3).
import type { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';

/** Scratch memory for comparing one stored name. */
export class NsecChain {
  readonly #labelAt = new Uint8Array(129);

  /**
   * The owner of an NSEC that is the name, or the last before it in canonical order (RFC 4034 §6.1); the apex is the first.
   * @param zone one that is signed
   * @returns its node
   */
  atOrBefore(zone: ServedZone, name: LookupName): number {
    const chain = zone.denial!;
    let low = 0;
    let high = chain.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#isAfter(zone, chain.nodeAt(middle), name)) high = middle - 1;
      else low = middle;
    }
    return chain.nodeAt(low);
  }

  /** Whether the node stands after the name: labels are compared from the right, octet by octet. */
  #isAfter(zone: ServedZone, node: number, name: LookupName): boolean {
    const { bytes } = zone;
    const labelAt = this.#labelAt;
    let labels = 0;
    for (let at = zone.nameAt(node); bytes[at] !== 0; at += bytes[at] + 1)
      labelAt[labels++] = at - zone.nameAt(node);
    const base = zone.nameAt(node);
    const common = Math.min(labels, name.labels);
    for (let label = zone.labels + 1; label <= common; label++) {
      const order = compareLabels(
        bytes,
        base + labelAt[labels - label],
        name.lower,
        name.labelAt[name.labels - label],
      );
      if (order !== 0) return order > 0;
    }
    return labels > name.labels;
  }
}

/** Below 0, 0 or above 0 as the lower-cased label at `a[at]` stands before, with or after that at `b[other]`. */
function compareLabels(a: Uint8Array, at: number, b: Uint8Array, other: number): number {
  const length = Math.min(a[at], b[other]);
  for (let index = 1; index <= length; index++)
    if (a[at + index] !== b[other + index]) return a[at + index] - b[other + index];
  return a[at] - b[other];
}
