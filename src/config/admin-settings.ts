// The admin listener as it is settled, with the files that its keys name: certificate, tokens, password.
import { dirname } from 'node:path';
import { isLoopbackAddress } from '../dns/address.js';
import type { Attachment } from '../probe/attachment.js';
import { readAttachment } from '../probe/attachments.js';
import { passwordFault } from '../probe/login/login.js';
import { pathFrom } from '../source/path-from.js';
import { strangerBesideOwner } from '../source/strangers.js';
import type { YamlDocument } from '../source/yaml-document.js';
import type { Token } from '../view/token.js';
import type { AdminKeys } from './admin-keys.js';
import { readCertificate, type ServerCertificate } from './certificate.js';
import type { CertificateKeys } from './certificate-keys.js';
import { octetsFrom } from './probe-files.js';
import { type SocketAddress, withPort } from './socket-address.js';
import { FileError, type SourceFiles } from './source-files.js';
import { MAX_TOKEN_FILE, parseTokens, tokensIn } from './token-file.js';

/** Who may ask the admin listener for what. */
export interface AdminAccess {
  /** Names by which it is reached, in lower case, beside IP addresses and localhost. */
  readonly hosts: readonly string[];
  /** Who may look: `loopback` for clients on this machine, and for others with a token or the password. */
  readonly read: 'open' | 'token' | 'loopback';
  /** Undefined when nobody can have one. */
  readonly tokens: readonly Token[] | undefined;
  readonly password: string | undefined;
}

export interface AdminSettings extends SocketAddress {
  readonly tls: ServerCertificate | undefined;
  readonly access: AdminAccess;
}

const ADMIN_PORT = 9153;
/** Who may try one a second needs a lifetime for all that people choose of so many characters. */
const LEAST_PASSWORD = 12;
const KEY = 'admin';

function ownPasswordFault(text: string): string | undefined {
  if (text.length >= 1 && text.length < LEAST_PASSWORD)
    return `holds a password of under ${LEAST_PASSWORD} characters`;
  return passwordFault(text);
}

class AdminReader {
  readonly #document: YamlDocument;
  readonly #files: SourceFiles;

  constructor(document: YamlDocument, files: SourceFiles) {
    this.#document = document;
    this.#files = files;
  }

  tls(names: CertificateKeys): ServerCertificate | undefined {
    return readCertificate(names, this.#document, [KEY, 'tls'], this.#files);
  }

  password(named: Attachment): string | undefined {
    const taking = { read: octetsFrom(this.#files), isLine: true, faultOf: ownPasswordFault };
    return readAttachment(named, this.#document, [KEY, 'password'], taking)?.text;
  }

  /** A file that is not there yet has none. */
  tokens(name: string): Token[] {
    const path = pathFrom(dirname(this.#document.file), name);
    const fault = (message: string, hint?: string) =>
      this.#document.error([KEY, 'tokens'], message, { hint });
    try {
      const { bytes } = this.#files.read(path, MAX_TOKEN_FILE);
      const stranger = strangerBesideOwner(path);
      if (stranger !== undefined) fault(stranger.text, 'whoever does can give orders to this server');
      return tokensIn(parseTokens(path, bytes, this.#document.problems) ?? []);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (!error.isMissing) fault(error.message);
      else
        this.#document.warning([KEY, 'tokens'], `there is no ${path}, and so no token`, {
          hint: 'make one with `rondo token add NAME --rights operate`',
        });
      return [];
    }
  }
}

/** What of it is sent in the clear to other machines. */
function warnOfPlain({ address, tls, password, tokens }: AdminKeys, document: YamlDocument): void {
  if (tls !== undefined || isLoopbackAddress(address.address)) return;
  const hint = 'add `tls: { cert: FILE, key: FILE }`, or listen on 127.0.0.1 behind a proxy';
  if (password !== undefined)
    document.error([KEY, 'password'], `a password would be sent to ${address.address} in the clear`, {
      hint,
    });
  if (tokens !== undefined)
    document.warning([KEY, 'tokens'], `tokens are sent to ${address.address} in the clear`, { hint });
}

/**
 * Settles the admin listener; mistakes are reported at its keys.
 * @param document of rondo.yaml; absent when only the command line says where it listens
 */
export function settleAdmin(
  keys: AdminKeys | 'off' | undefined,
  document: YamlDocument | undefined,
  files: SourceFiles,
): AdminSettings | undefined {
  if (keys === undefined || keys === 'off') return undefined;
  const { address, hosts = [], tls, tokens, password, read } = keys;
  const reader = document === undefined ? undefined : new AdminReader(document, files);
  if (document !== undefined) warnOfPlain(keys, document);
  return {
    ...withPort(address, ADMIN_PORT),
    tls: tls === undefined ? undefined : reader?.tls(tls),
    access: {
      hosts,
      // Who sets a password expects that it is asked for.
      read: read ?? (password === undefined ? 'loopback' : 'token'),
      tokens: tokens === undefined ? undefined : reader?.tokens(tokens),
      password: password === undefined ? undefined : reader?.password(password),
    },
  };
}
