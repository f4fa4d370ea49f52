// Zones in YAML, with pools and their probes.
import { warnOfMissingNewline } from '../../source/final-newline.js';
import { readYamlZone } from '../../zone/yaml/reader.js';
import { decodeText, MAX_TEXT_OCTETS } from '../source-files.js';
import type { ReadContext, ZoneFile, ZoneFormat, ZoneSource } from './format.js';

function read({ file }: ZoneSource, { files, problems, profiles, views, records }: ReadContext): ZoneFile {
  const { bytes, modifiedSeconds } = files.read(file, MAX_TEXT_OCTETS);
  const options = { file, problems, modifiedSeconds, profiles, views, records };
  const text = decodeText(file, bytes);
  warnOfMissingNewline(file, bytes, problems);
  const zone = readYamlZone(text, options);
  return { zones: zone === undefined ? [] : [zone] };
}

export const yaml: ZoneFormat = { extensions: ['.yaml', '.yml'], takesOrigin: false, read };
