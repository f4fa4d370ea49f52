// Zones written by hand, one set for each area of the lookup; every name in them is asked for, and those near it.
import type { Area } from './area.js';
import { ALIASES } from './areas/aliases.js';
import { DELEGATIONS } from './areas/delegations.js';
import { HOSTS } from './areas/hosts.js';
import { ODD_ZONES } from './areas/odd-zones.js';
import { WILDCARDS } from './areas/wildcards.js';

export const AREAS: readonly Area[] = [...WILDCARDS, ...ALIASES, ...DELEGATIONS, ...HOSTS, ...ODD_ZONES];
