// `npm run bench -- stalls`: what a server does to everybody while something goes wrong: edits, floods, a busy machine, no descriptors.
import { descriptors, tlsDescriptors } from './descriptors.js';
import { edits } from './edit.js';
import { httpsSlow, tlsChurn, tlsFlood, tlsHalf, tlsSlow } from './encrypted-flood.js';
import { endless } from './endless.js';
import { tcpAnswers, tcpChurn, tcpFlood, tcpSlow, tcpSlowCrowd } from './flood.js';
import { follow } from './follow.js';
import { idle } from './idle.js';
import { batchJunk, dgramJunk } from './junk.js';
import { type Measured, measureRows } from './measure-rows.js';
import { members } from './members.js';
import { mix } from './mix.js';
import { start } from './start.js';
import { transfers } from './transfers.js';

const ROWS = [
  edits,
  start,
  members,
  tcpFlood,
  tcpAnswers,
  tcpSlow,
  tcpSlowCrowd,
  tcpChurn,
  tlsSlow,
  tlsFlood,
  tlsChurn,
  tlsHalf,
  httpsSlow,
  descriptors,
  tlsDescriptors,
  dgramJunk,
  batchJunk,
  transfers,
  follow,
  endless,
  mix,
  idle,
];

/** Measures and gives the table. @param args names of rows; `--short`, `--against` */
export const measureStalls = (args: readonly string[]): Promise<Measured> => measureRows(args, ROWS);
