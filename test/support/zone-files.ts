// Small zone files for tests that run the real command.

/** A master file without any mistake, with these lines behind its SOA and NS records. */
export function masterFile(...lines: readonly string[]): string {
  return [
    '$TTL 60',
    '@ SOA ns hostmaster 1 3600 600 604800 5',
    '@ NS ns',
    'ns A 192.0.2.53',
    ...lines,
    '',
  ].join('\n');
}
