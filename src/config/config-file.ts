// Reads rondo.yaml.
import { warnOfMissingNewline } from '../source/final-newline.js';
import type { Problems } from '../source/problem.js';
import { YamlDocument } from '../source/yaml-document.js';
import { type ConfigInput, configSchema } from './schema.js';
import { decodeText, FileError, MAX_TEXT_OCTETS, type SourceFiles } from './source-files.js';

/** The configuration of a start without any flag. */
export const DEFAULT_CONFIG = 'rondo.yaml';

export interface ConfigFile {
  readonly input: ConfigInput;
  /** Whether nothing was wrong with the file. */
  readonly isSound: boolean;
  /** Absent when the text could not be read. */
  readonly document?: YamlDocument;
}

/** The keys that are right by themselves, so that the mistakes of the files that they name are shown too. */
function soundKeys(data: unknown): ConfigInput {
  const sound: Record<string, unknown> = {};
  if (typeof data !== 'object' || data === null) return sound;
  for (const [key, schema] of Object.entries(configSchema.shape)) {
    const result = schema.safeParse((data as Record<string, unknown>)[key]);
    if (result.success && result.data !== undefined) sound[key] = result.data;
  }
  return sound;
}

/** Reads the text of a configuration; what is wrong with it goes to `problems`. @throws FileError when it is no text */
export function parseConfigFile(file: string, bytes: Uint8Array, problems: Problems): ConfigFile {
  const text = decodeText(file, bytes);
  const document = YamlDocument.parse(text, file, problems);
  if (document === undefined) return { input: {}, isSound: false };
  // Every key may be left out, as who puts # before each of them does.
  if (document.data === null && /^\s*#/.test(text)) document.data = {};
  const input = document.validate(configSchema);
  return { input: input ?? soundKeys(document.data), isSound: input !== undefined, document };
}

/** Reads a configuration; what is wrong with it goes to `problems`. */
export function readConfigFile(file: string, files: SourceFiles, problems: Problems): ConfigFile {
  try {
    const { bytes } = files.read(file, MAX_TEXT_OCTETS);
    const read = parseConfigFile(file, bytes, problems);
    warnOfMissingNewline(file, bytes, problems);
    return read;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const hint =
      file === DEFAULT_CONFIG ? 'name one with --config, or serve a zone file with --zone' : undefined;
    problems.error({ file, line: 1, column: 1 }, error.message, hint === undefined ? {} : { hint });
    return { input: {}, isSound: false };
  }
}
