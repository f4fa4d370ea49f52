// Hands on what is written; the names in it are looked up between a source and its list.
import type { Cancel } from '../../time/clock.js';
import type { SourceHost } from '../source.js';
import type { ListSettings } from './settings.js';

export function open({ targets }: ListSettings, { found }: SourceHost): Cancel {
  found(targets);
  return () => undefined;
}
