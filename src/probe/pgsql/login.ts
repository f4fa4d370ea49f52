// The login of a pgsql probe: what each request for authentication is answered with.
import { createHash } from 'node:crypto';
import type { Finding } from '../result.js';
import { type Message, MessageError, passwordMessage, saslInitial, saslResponse } from './message.js';
import { ScramClient, ScramError } from './scram.js';
import type { PgsqlSpec } from './spec.js';

/** The numbers of requests for authentication. */
const OK = 0;
const CLEARTEXT = 3;
const MD5 = 5;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;

const MECHANISM = 'SCRAM-SHA-256';

/** Octets to send, the failure of the login, or nothing but to read on. */
export type Reply = Buffer | Finding | undefined;

const failed = (text: string): Finding => ({ code: 'L7STS', text });
const md5 = (...parts: readonly (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex');

/** @throws MessageError when the message holds no number */
export function requestOf({ body }: Message): number {
  if (body.length < 4) throw new MessageError('a request for authentication is cut short');
  return body.readUInt32BE(0);
}

export class PgsqlLogin {
  readonly #spec: PgsqlSpec;
  #scram: ScramClient | undefined;
  /** Whether the server has shown that it knows the password. It need not, unless SCRAM was begun. */
  #isTrusted = true;
  isDone = false;

  constructor(spec: PgsqlSpec) {
    this.#spec = spec;
  }

  /** The reply to a request for authentication. @throws MessageError, ScramError */
  reply(message: Message): Reply | Promise<Reply> {
    const request = requestOf(message);
    const rest = message.body.subarray(4);
    if (request === OK) return this.#done();
    if (request === SASL_CONTINUE || request === SASL_FINAL) return this.#goOn(request, rest.toString());
    if (this.#spec.password === undefined) return failed('the server asks for a password');
    if (request === CLEARTEXT) return this.#cleartext(this.#spec.password.text);
    if (request === MD5) return this.#md5(this.#spec.password.text, rest);
    if (request === SASL) return this.#begin(rest.toString().split('\0'));
    return failed(`the server asks for a login of kind ${request}, which is not known here`);
  }

  #done(): undefined {
    if (!this.#isTrusted) throw new ScramError('the login was ended early');
    this.isDone = true;
  }

  #cleartext(password: string): Reply {
    if (!this.#spec.tls) return failed('the server asks for the password in clear: that needs `tls: true`');
    return passwordMessage(password);
  }

  #md5(password: string, salt: Buffer): Reply {
    if (salt.length !== 4) throw new MessageError('a request for authentication is cut short');
    return passwordMessage(`md5${md5(md5(password, this.#spec.user ?? ''), salt)}`);
  }

  #begin(mechanisms: readonly string[]): Reply {
    if (!mechanisms.includes(MECHANISM)) return failed(`the server does not offer ${MECHANISM}`);
    this.#scram = new ScramClient(this.#spec.password!);
    this.#isTrusted = false;
    return saslInitial(MECHANISM, this.#scram.first);
  }

  #goOn(request: number, said: string): Reply | Promise<Reply> {
    if (this.#scram === undefined) throw new ScramError('the login was not begun');
    if (request === SASL_CONTINUE) return this.#scram.final(said).then(saslResponse);
    this.#isTrusted = this.#scram.isVerified(said);
    if (!this.#isTrusted) throw new ScramError('the server does not know the password');
    return undefined;
  }
}
