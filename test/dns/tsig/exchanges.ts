// Signed queries as dig made them, and the answers that BIND gave: one for each algorithm.
import { nameFromText } from '../../../src/dns/name.js';
import type { TsigAlgorithm } from '../../../src/dns/tsig/algorithm.js';
import type { TsigKey } from '../../../src/dns/tsig/key.js';
import { fromHex } from '../../support/query.js';

export interface SignedExchange {
  readonly key: TsigKey;
  /** When both messages were signed, in seconds since 1970. */
  readonly timeSeconds: number;
  readonly query: Uint8Array;
  readonly answer: Uint8Array;
}

const NAME = '0161 076578616d706c65 00';
const QUESTION = `${NAME} 0001 0001`;
const ANSWER = 'c00c 0001 0001 0000003c 0004 c0000201';

interface Digits {
  readonly id: string;
  readonly time: string;
  readonly query: string;
  readonly answer: string;
}

/** The key is called as its algorithm, `key` being its second label. */
function exchange(algorithm: TsigAlgorithm, { id, time, query, answer }: Digits): SignedExchange {
  const first = Buffer.from(algorithm);
  const label = Buffer.from([first.length, ...first]).toString('hex');
  const octets = query.length / 2;
  const length = (first.length + 2 + 16 + octets).toString(16).padStart(4, '0');
  const tsig = (mac: string) =>
    `${label} 036b657900 00fa 00ff 00000000 ${length} ${label} 00 0000${time} 012c 00${octets.toString(16)} ${mac} ${id} 0000 0000`;
  return {
    key: {
      name: nameFromText(`${algorithm}.key.`),
      algorithm,
      secret: Buffer.from('0123456789abcdef0123456789abcdef'),
    },
    timeSeconds: Number.parseInt(time, 16),
    query: fromHex(`${id} 0120 0001 0000 0000 0001 ${QUESTION} ${tsig(query)}`),
    answer: fromHex(`${id} 8500 0001 0001 0000 0001 ${QUESTION} ${ANSWER} ${tsig(answer)}`),
  };
}

export const SIGNED_EXCHANGES: readonly SignedExchange[] = [
  exchange('hmac-sha1', {
    id: '6b10',
    time: '6b0cbfbe',
    query: 'aec553911520dc4b59168f052fa3e85bdcb6f249',
    answer: '337c7f2e0cce4ec247b9aa1439b74bcd3b186c1b',
  }),
  exchange('hmac-sha224', {
    id: 'a9bf',
    time: '6b0cbfbe',
    query: 'd0f9f2a8389de83bad438be685f9a042105894cd9ccc7c2d2e3bb017',
    answer: 'b39ac8ba5c8271f309c223ff1f9a1d90e4fde5744786319b18ae3bd8',
  }),
  exchange('hmac-sha256', {
    id: 'd5e6',
    time: '6b0cbfbf',
    query: 'ab51b692d888c7c60d8db9da670acad9b1c8b3bc31f62b6798e44eda2f5e0304',
    answer: '7332e81b2934bf4ada798ceb309fe887431808fe5c509f8bc3be3701ac7691ec',
  }),
  exchange('hmac-sha384', {
    id: 'd2f5',
    time: '6b0cbfbf',
    query: '534b63cf487ed7d37b06f0848588b4306b55a7849cdea569e48c5f6866f2c6c048008cde15146d8cc4ddf3cb1ffe1857',
    answer:
      'a90c1dfe4866e967e62ee47c964622dc3bbfe28a4bf77bf25587857af22d19b403fbd90a2fbecae8ab627be5ffce2b82',
  }),
  exchange('hmac-sha512', {
    id: 'a3dd',
    time: '6b0cbfbf',
    query:
      '33e0fded0fb22648be96870b0de1dede481bfa5882a54ccec94bf3e1f7791221656339129ec05c1b0a2499c9a8ba6a0b0fb72336a73348c9a9c5ca323244829f',
    answer:
      '09011ff4434d015ecc3ee14c6466b718454404248deeadf0ada53efe0749dbb40851580a9d3add4fc2ffa40c0e2aefaa66ac237cfe8ca1422b471d9efbf85e4b',
  }),
];
