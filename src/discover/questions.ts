// How many sources ask at once: each question takes a descriptor, which probes and clients need, too.
import { Limiter } from '../time/limiter.js';
import { MAX_QUESTIONS } from './bounds.js';

/** Of all sources that are polled, each of which waits at most once. */
export const questions = new Limiter(MAX_QUESTIONS);
