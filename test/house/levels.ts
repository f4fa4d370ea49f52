// The levels of the house: which rooms may import which.

/** From the top down; imports point down, and never to a sibling on the same level. */
export const LEVELS: readonly (readonly string[])[] = [
  ['main'],
  ['cli'],
  ['app'],
  ['api'],
  ['operate', 'serve'],
  ['transfer'],
  ['store'],
  ['transport', 'observe', 'config', 'forward', 'health', 'guard'],
  ['answer'],
  ['image'],
  ['zone', 'notify', 'page'],
  ['probe', 'discover'],
  ['source', 'view'],
  ['dns', 'time'],
];
