// The words that keys of several kinds of probes are made of.
import { z } from 'zod';

/** A line of a message, without its end. */
export const ONE_LINE = /^[\t\x20-\x7e\x80-\uffff]*$/;

export const hostName = z.string().regex(/^[A-Za-z0-9._:[\]-]{1,260}$/, { error: 'expected a host name' });
