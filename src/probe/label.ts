// What tells a probe from others of its kind, for people: the path that it asks for, the name, the command.
import { typeToText } from '../dns/types.js';
import { printable } from '../source/printable.js';
import type { ProbeSpec } from './spec.js';

/** The most characters of it. */
const MAX_LENGTH = 60;

function askedBy(spec: ProbeSpec): string {
  switch (spec.kind) {
    case 'http':
    case 'https':
      return spec.paths.join(' ');
    case 'dns':
      return `${spec.qname} ${typeToText(spec.type)}`;
    case 'grpc':
      return spec.service;
    case 'exec':
      return spec.command[0];
    case 'file':
      return spec.path;
    default:
      return '';
  }
}

/** The kind of a probe and what it asks for: `http /healthz`. */
export function probeLabel(spec: ProbeSpec): string {
  const asked = printable(askedBy(spec), MAX_LENGTH);
  return asked === '' ? spec.kind : `${spec.kind} ${asked}`;
}
