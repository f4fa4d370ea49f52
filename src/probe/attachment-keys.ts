// The schema of a text that stands in a file or in the environment: `{ file: PATH }` or `{ env: NAME }`.
import { z } from 'zod';
import { filePath } from '../source/fields.js';
import { Attachment } from './attachment.js';

/** @param error what is said of everything else */
export function placedText(error: string) {
  return z
    .union([z.strictObject({ file: filePath }), z.strictObject({ env: z.string().min(1).max(256) })], {
      error,
    })
    .transform(place =>
      'file' in place ? new Attachment('file', place.file) : new Attachment('env', place.env),
    );
}
