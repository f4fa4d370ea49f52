// The servers that take turns.
import { bind } from './bind.js';
import { dnsmasq } from './dnsmasq.js';
import { gdnsd } from './gdnsd.js';
import { knot } from './knot.js';
import { batchEcho, dgramDnsPacket, dgramEcho } from './limits.js';
import { nsd } from './nsd.js';
import type { Peer } from './peer.js';
import { powerdns } from './powerdns.js';
import { rondoBatch, rondoDgram } from './rondo.js';

/** Servers of other projects: those that must be installed, and that a person may pick some of. */
export const STRANGERS: readonly Peer[] = [knot, nsd, dnsmasq, bind, gdnsd, powerdns];

/** What is always measured. */
export const OWN: readonly Peer[] = [batchEcho, rondoBatch, dgramEcho, rondoDgram, dgramDnsPacket];
