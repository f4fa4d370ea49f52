// What probes and receivers of rondo.yaml name: files that are read with the configuration, and count as a part of it.
import { createHash } from 'node:crypto';
import type { ReceiverSpec } from '../notify/receiver.js';
import { type ReadOctets, withAttachments } from '../probe/attachments.js';
import { ODDITY, OddFileError } from '../source/regular-file.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { receiversOf } from './receivers.js';
import type { ConfigInput } from './schema.js';
import { FileError, type SourceFiles } from './source-files.js';

/** Reads files for probes and receivers. */
export function octetsFrom(files: SourceFiles): ReadOctets {
  return (path, maxOctets) => {
    try {
      return files.read(path, maxOctets).bytes;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const { cause } = error;
      const isFolder = cause instanceof OddFileError && cause.oddity === ODDITY.FOLDER;
      return isFolder ? `${path} is a folder: name one file in it` : error.message;
    }
  };
}

/** The probes and receivers of a configuration with the files that they name, and a digest of those files. */
export interface ProbesWithFiles {
  readonly probes: ConfigInput['probes'];
  readonly health: ConfigInput['health'];
  /** Of notifications. */
  readonly receivers: readonly ReceiverSpec[];
  readonly digest: string;
}

/** Reads the files that profiles, `health:` entries and receivers name; mistakes are reported at their keys. */
export function withProbeFiles(
  { probes = {}, health = [], notify }: ConfigInput,
  document: YamlDocument,
  files: SourceFiles,
): ProbesWithFiles {
  const hash = createHash('sha256');
  const readOctets = octetsFrom(files);
  const read: ReadOctets = (path, maxOctets) => {
    const octets = readOctets(path, maxOctets);
    hash.update(octets);
    return octets;
  };
  const profiles = Object.entries(probes).map(([name, reference]) => {
    return [name, withAttachments(reference, document, ['probes', name], read)] as const;
  });
  const entries = health.map((entry, index) => {
    const path = ['health', index];
    const own = (key: 'probes' | 'also') =>
      Object.fromEntries(
        Object.entries(entry[key]).map(([of, each]) => {
          return [of, withAttachments(each, document, [...path, key, of], read)] as const;
        }),
      );
    const probe = withAttachments(entry.probe, document, path, read);
    return { ...entry, probe, probes: own('probes'), also: own('also') };
  });
  const receivers = receiversOf(notify, document, read);
  return { probes: Object.fromEntries(profiles), health: entries, receivers, digest: hash.digest('hex') };
}
