// Configurations that dnsmasq and Rondo both serve, and what they are asked.
import type { Conf } from './conf.js';
import { address, everyName, longestMatch, sameDomain } from './confs/domains.js';
import { files, spelling } from './confs/files.js';
import { cname, hostRecord } from './confs/hosts-and-aliases.js';
import { anyPattern, needed, patterns, rootPattern, single, singleLocal } from './confs/patterns.js';
import { records } from './confs/records.js';
import { bogusPriv, expandHosts, revServer } from './confs/reverse.js';
import { everyNameLocal, noUpstream, servers } from './confs/upstreams.js';

export const CONFS: readonly Conf[] = [
  address,
  longestMatch,
  sameDomain,
  everyName,
  everyNameLocal,
  noUpstream,
  servers,
  hostRecord,
  cname,
  records,
  files,
  spelling,
  patterns,
  anyPattern,
  rootPattern,
  single,
  singleLocal,
  needed,
  revServer,
  bogusPriv,
  expandHosts,
];
