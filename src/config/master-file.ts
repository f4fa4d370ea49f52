// Which files are master files, that a server can write as well as read.
import { FORMATS } from './format/registry.js';
import type { UpdateRule } from './update-settings.js';

export function isMasterFile({ format }: Pick<UpdateRule, 'format'>): boolean {
  return format !== 'list' && FORMATS[format] === FORMATS.master;
}
