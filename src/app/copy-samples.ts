// Zones of other servers as metrics show them one by one.
import type { CopySample } from '../observe/secondary-metrics.js';
import { MAX_ZONES } from '../observe/zone-metrics.js';
import type { SecondaryState } from '../transfer/secondary.js';
import { stateOf } from './copy-states.js';

/** Those that are not good, then the others, up to {@link MAX_ZONES}. @param nowMs since 1970 */
export function copySamples(states: readonly SecondaryState[], nowMs: number): CopySample[] {
  const isGood = (state: SecondaryState) => stateOf(state) === 'good';
  const shown = states.filter(state => !isGood(state)).slice(0, MAX_ZONES);
  for (const state of states) {
    if (shown.length >= MAX_ZONES) break;
    if (isGood(state)) shown.push(state);
  }
  return shown.map(state => {
    const { zone, serial = 0, ageMs, transfers, failures } = state;
    const confirmedSeconds = ageMs === undefined ? 0 : (nowMs - ageMs) / 1_000;
    return { zone: zone.label, serial, confirmedSeconds, state: stateOf(state), transfers, failures };
  });
}
