// `npm run bench -- admin`: what those who watch a server cost it.
import { type Measured, measureRows } from '../stalls/measure-rows.js';
import { answers } from './answers.js';
import { holds } from './holds.js';
import { memory } from './memory.js';
import { streams } from './streams.js';

const ROWS = [holds, streams, memory, answers];

/** Measures and gives the table. @param args names of rows; `--short`, `--against` */
export const measureAdmin = (args: readonly string[]): Promise<Measured> => measureRows(args, ROWS);
