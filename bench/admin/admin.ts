// `npm run bench -- admin`: what those who watch a server cost it.
import { type Measured, measureRows } from '../stalls/measure-rows.js';
import { holds } from './holds.js';
import { streams } from './streams.js';

const ROWS = [holds, streams];

/** Measures and gives the table. @param args names of rows; `--short`, `--against` */
export const measureAdmin = (args: readonly string[]): Promise<Measured> => measureRows(args, ROWS);
