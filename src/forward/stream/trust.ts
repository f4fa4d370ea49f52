// Whose certificates are believed: the system's file of certificate authorities, or a given one.
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';

/** Where systems have it: Debian, Fedora, SUSE, Alpine and the BSDs. OpenSSL reads SSL_CERT_FILE, too. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

interface Known {
  readonly context: SecureContext;
  readonly changedMs: number;
}

/** Reads each file when it is needed first, and again when it has changed. */
export class Trust {
  readonly #known = new Map<string, Known>();
  #withoutFile: SecureContext | undefined;

  /**
   * What certificates are checked with; the same object for as long as the file is the same. A file that has gone, or is broken
   * by now, leaves what was read before.
   * @param file PEM; the system's when absent, and if it has none those that Node.js brings
   * @throws when the file cannot be read and never could
   */
  context(file: string | undefined): SecureContext {
    if (file !== undefined) return this.#read(file);
    const known = [process.env.SSL_CERT_FILE, ...SYSTEM_FILES].find(path => changeOf(path) !== undefined);
    if (known !== undefined) return this.#read(known);
    this.#withoutFile ??= createSecureContext();
    return this.#withoutFile;
  }

  #read(file: string): SecureContext {
    const known = this.#known.get(file);
    const changedMs = changeOf(file);
    if (known !== undefined && (changedMs === undefined || changedMs === known.changedMs))
      return known.context;
    try {
      const context = createSecureContext({ ca: readFileSync(file) });
      this.#known.set(file, { context, changedMs: changedMs ?? 0 });
      return context;
    } catch (error) {
      if (known !== undefined) return known.context;
      throw error;
    }
  }
}

/** When the file was changed; undefined when there is none. */
function changeOf(path: string | undefined): number | undefined {
  return path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
