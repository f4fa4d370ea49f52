// Reads the receivers of a configuration alone, without its zones.
import type { ReceiverSpec } from '../notify/receiver.js';
import { Problems } from '../source/problem.js';
import { readConfigFile } from './config-file.js';
import { octetsFrom } from './probe-files.js';
import { receiversOf } from './receivers.js';
import { SourceFiles } from './source-files.js';

/** What is wrong, with anything in the file, is in `problems`. */
export function loadReceivers(file: string): {
  readonly receivers: readonly ReceiverSpec[];
  readonly problems: Problems;
} {
  const problems = new Problems();
  const files = new SourceFiles();
  const { input, document } = readConfigFile(file, files, problems);
  const receivers = document === undefined ? [] : receiversOf(input.notify, document, octetsFrom(files));
  return { receivers, problems };
}
