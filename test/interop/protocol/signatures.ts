// Messages that are signed, with a key that nobody knows.
import { message, type NamedMessage, OPT, QUESTION } from './messages.js';

/** A TSIG record (RFC 8945 §4.2) of the key `key.` with an HMAC-SHA256 of zeros, signed at a time long past. */
const TSIG = `036b6579 00 00fa 00ff 00000000 003d
  0b686d61632d736861323536 00 00005e000000 012c 0020 ${'00'.repeat(32)} 0000 0000 0000`;

export const signatures: readonly NamedMessage[] = [
  ['TSIG of an unknown key', message('0100 0001 0000 0000 0001', QUESTION, TSIG)],
  ['TSIG of an unknown key, with OPT', message('0100 0001 0000 0000 0002', QUESTION, OPT, TSIG)],
  [
    'TSIG of an unknown key, outside the zones',
    message('0100 0001 0000 0000 0001', '09656c73657768657265 00 0001 0001', TSIG),
  ],
  ['TSIG that is not the last record', message('0100 0001 0000 0000 0002', QUESTION, TSIG, OPT)],
  [
    'TSIG that is not readable',
    message('0100 0001 0000 0000 0001', QUESTION, '036b6579 00 00fa 00ff 00000000 0002 0000'),
  ],
  ['TSIG of class IN', message('0100 0001 0000 0000 0001', QUESTION, TSIG.replace('00ff', '0001'))],
  [
    'SIG(0) of an unknown key',
    message(
      '0100 0001 0000 0000 0001',
      QUESTION,
      `00 0018 00ff 00000000 0017 0000 0d 00 00000000 00000000 00000000 0000 036b6579 00`,
    ),
  ],
];
