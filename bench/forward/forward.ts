// `npm run bench -- forward`: forwarding beside dnsmasq, Unbound and dnsdist: bad lines, rates, lists of blocked names, forged replies.
import { type Measured, measureRows } from '../stalls/measure-rows.js';
import { lines } from './lines.js';
import { listLookups } from './list-lookups.js';
import { lists } from './lists.js';
import { rates } from './rates.js';
import { spoof } from './spoof.js';
import { tlsRates } from './tls-rates.js';

const ROWS = [...lines, rates, tlsRates, ...lists, listLookups, spoof];

/** Measures and gives the table. @param args names of rows; `--short`, `--against` */
export const measureForwarding = (args: readonly string[]): Promise<Measured> => measureRows(args, ROWS);
