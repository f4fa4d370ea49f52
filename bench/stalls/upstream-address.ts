// What the upstream of the bench answers.

export const UPSTREAM_ADDRESS = '192.0.2.53';
