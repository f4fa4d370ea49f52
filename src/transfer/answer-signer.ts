// Signs the messages of one answer, if the query was signed (RFC 8945 §5.3): each of them.
import type { SignedBy } from '../answer/signature.js';
import { TsigSigner } from '../dns/tsig/signer.js';

export class AnswerSigner {
  readonly #signer: TsigSigner | undefined;

  constructor(signedBy: SignedBy | undefined) {
    this.#signer = signedBy && new TsigSigner(signedBy.key, signedBy.mac);
  }

  /** Octets that it adds to each message. */
  get room(): number {
    return this.#signer?.room ?? 0;
  }

  /** Signs the message of `length` octets at `out[at]`. @returns its length then */
  sign(out: Uint8Array, at: number, length: number): number {
    // Both sides go by the time of day (RFC 8945 §5.2.3).
    const nowSeconds = Math.floor(Date.now() / 1_000);
    return this.#signer?.sign(out.subarray(at), length, nowSeconds) ?? length;
  }
}
