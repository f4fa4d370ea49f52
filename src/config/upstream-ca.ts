// The file of certificate authorities for upstreams over TLS: read with the configuration, and a part of it.
import { dirname } from 'node:path';
import { certificateFault } from '../probe/tls/settings.js';
import { pathFrom } from '../source/path-from.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { ForwardTo } from './forward-to.js';
import { reportAt } from './report.js';
import { FileError, type SourceFiles } from './source-files.js';

/** A bundle of all public authorities has 0.25 MB. */
const MAX_OCTETS = 4 * 2 ** 20;

function caFault(path: string, files: SourceFiles): string | undefined {
  try {
    const fault = certificateFault(Buffer.from(files.read(path, MAX_OCTETS).bytes).toString('latin1'));
    return fault === undefined ? undefined : `${path} ${fault}`;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

/** Where the file is; undefined when none is named. */
export function caPath(file: string | undefined, document: YamlDocument | undefined): string | undefined {
  return file === undefined || document === undefined ? undefined : pathFrom(dirname(document.file), file);
}

/** The rules, with the file for those of their upstreams whose certificates are checked. */
export function withCa(
  rules: readonly ForwardTo[],
  file: string | undefined,
  document: YamlDocument | undefined,
  files: SourceFiles,
): ForwardTo[] {
  const ca = caPath(file, document);
  if (ca === undefined || document === undefined) return [...rules];
  const fault = caFault(ca, files);
  if (fault !== undefined) reportAt(document, ['forward-ca'])('error', fault);
  return rules.map(rule => {
    if (typeof rule.to === 'string') return rule;
    const to = rule.to.map(each =>
      each.tls === undefined || each.tls.isOpportunistic === true
        ? each
        : { ...each, tls: { ...each.tls, ca } },
    );
    return { ...rule, to };
  });
}
