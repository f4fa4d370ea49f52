// Follows the addresses or the services of a name.
import type { Cancel } from '../../time/clock.js';
import { HOST_KIND, nameFault, type Wanted } from '../names.js';
import type { SourceHost, Target } from '../source.js';
import { serviceTargets } from './services.js';

export function open(wanted: Wanted, { watchName, found, failed }: SourceHost): Cancel {
  if (watchName === undefined) {
    failed('names are not looked up here');
    return () => undefined;
  }
  return watchName(wanted, state => {
    const fault = nameFault(state);
    // The list that an earlier process has kept may hold more.
    if (state.found.length === 0) failed(fault ?? `${wanted.name} has no address`);
    else
      found(wanted.kind === HOST_KIND.SRV ? serviceTargets(state.found) : plainTargets(state.found), fault);
  });
}

function plainTargets(found: readonly { readonly address: string; readonly host: string }[]): Target[] {
  return found.map(({ address, host }) => ({ host: address, name: host }));
}
