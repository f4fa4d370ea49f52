// The text by which a request names a zone, a pool, a member or what is asked for.
import { z } from 'zod';

/** The longest, in characters: a domain name may have each octet escaped, and a type behind it. */
export const MAX_NAME_TEXT = 1_100;

export const nameText = z.string().min(1).max(MAX_NAME_TEXT);
