// What files say that rondo.yaml names beside zones and probes: they may change without the rest.
import type { TsigKey } from '../dns/tsig/key.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { type AdminSettings, settleAdmin } from './admin-settings.js';
import { type EncryptedListener, settleEncrypted } from './encrypted-listeners.js';
import type { ConfigInput } from './schema.js';
import type { SourceFiles } from './source-files.js';
import { settleKeys } from './tsig-settings.js';

export interface OwnFiles {
  readonly admin: AdminSettings | undefined;
  readonly encrypted: readonly EncryptedListener[];
  readonly keys: readonly TsigKey[];
}

/** Reads them; mistakes are reported where they stand. @param document of rondo.yaml, if there is one */
export function readOwnFiles(
  { admin, keys, ...input }: ConfigInput,
  document: YamlDocument | undefined,
  files: SourceFiles,
): OwnFiles {
  return {
    admin: settleAdmin(admin, document, files),
    encrypted: settleEncrypted(input, document, files),
    keys: settleKeys(keys, document, files),
  };
}
