// What is settled about a source of the kind `http`.
import type { PollTimes } from '../polling.js';

export interface HttpSettings extends PollTimes {
  readonly url: string;
  /** The file that holds a token, and the folder that it has to be in. */
  readonly token?: { readonly file: string; readonly folder: string };
}
