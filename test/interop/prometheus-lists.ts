// Lists of targets in the form of Prometheus for comparisons, and what Prometheus and Rondo should make of them.

/** Who is in the list, by the last octet of an address, where both have the same; else both, and why that is meant. */
export type Wanted = string | { readonly prometheus: string; readonly rondo: string; readonly why: string };

/** A source, which changes from step to step. */
export interface ListCase<Act> {
  readonly name: string;
  readonly allowsEmpty?: true;
  readonly steps: readonly { readonly act: Act; readonly wanted: Wanted }[];
}

export const group = (...last: readonly (number | string)[]) => ({
  targets: last.map(each => (typeof each === 'number' ? `192.0.2.${each}:80` : each)),
});
export const json = (...last: readonly (number | string)[]) => JSON.stringify([group(...last)]);

/** Of a list without members. */
const EMPTY_WHY = 'an empty list is an inventory that is broken more often than a service without backends';
export const EMPTY = (rondo: string): Wanted => ({ prometheus: '', rondo, why: EMPTY_WHY });

/** Groups with labels, ports or none, and IPv6. */
export const LABELS = JSON.stringify([
  { ...group(1, 2), labels: { rack: 'r1', env: 'prod' } },
  { ...group(3), labels: { rack: 'r2', __meta_x: 'hidden' } },
  group('192.0.2.4', '[2001:db8::5]:80', '2001:db8::6'),
]);

/** Both of {@link LABELS}. */
export const LABELLED = '1[env=prod,rack=r1] 2[env=prod,rack=r1] 3[rack=r2] 4/- ::5 ::6/-';
