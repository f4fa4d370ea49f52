// The PostgreSQL probe: the startup packet, and with a user a login and the server's role.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { withoutPassword } from '../login/secret.js';
import type { Finding, ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { upgrade } from '../tls/upgrade.js';
import { dial } from '../wire/dial.js';
import { PgsqlLogin, type Reply, requestOf } from './login.js';
import {
  errorFields,
  type Message,
  MessageError,
  MessageReader,
  onlyValue,
  query,
  sslRequest,
  startup,
  terminate,
} from './message.js';
import { ScramError } from './scram.js';
import type { PgsqlSpec } from './spec.js';

/** The user of a probe that does not log in: the packet must name one. */
const STRANGER = 'rondo';

const ROLE_QUERY = query('SELECT pg_catalog.pg_is_in_recovery()');

const ROLES: ReadonlyMap<string | undefined, string> = new Map([
  ['t', 'replica'],
  ['f', 'primary'],
]);

/** Errors that a server in service gives to a stranger: who it may be (class 28), and which database (3D). */
const TO_A_STRANGER = /^(28|3D)/;

function errorFinding(message: Message, spec: PgsqlSpec): Finding {
  const fields = errorFields(message);
  const state = /^[0-9A-Z]{5}$/.exec(fields.get('C') ?? '')?.[0];
  if (state === undefined) return { code: 'L7RSP', text: 'an error that cannot be understood' };
  if (spec.user === undefined && TO_A_STRANGER.test(state))
    return { code: 'L7OK', text: `strangers are refused (${state})` };
  return { code: 'L7STS', text: `${withoutPassword(fields.get('M') ?? '', spec)} (${state})` };
}

class Conversation {
  readonly #socket: Socket;
  readonly #spec: PgsqlSpec;
  readonly #attempt: Attempt;
  readonly #login: PgsqlLogin;

  constructor(socket: Socket, spec: PgsqlSpec, attempt: Attempt) {
    this.#socket = socket;
    this.#spec = spec;
    this.#attempt = attempt;
    this.#login = new PgsqlLogin(spec);
  }

  begin(): void {
    const { user = STRANGER, database } = this.#spec;
    const reader = new MessageReader(message => this.#take(message));
    this.#socket.on('data', (chunk: Buffer) => this.#guard(() => reader.push(chunk)));
    const named: [string, string][] = database === undefined ? [] : [['database', database]];
    this.#socket.write(
      startup([['user', user], ...named, ['client_encoding', 'UTF8'], ['application_name', 'rondo']]),
    );
  }

  /** Ends the attempt when the server says what it may not. */
  #guard(read: () => void): void {
    try {
      read();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof MessageError) this.#attempt.end({ code: 'L7RSP', text: error.message });
    else if (error instanceof ScramError)
      this.#attempt.end({ code: 'L7RSP', text: `login: ${error.message}` });
    else throw error;
  }

  /** Takes leave of the server, if it has let us in: before that, it would log the word as a wrong one. */
  #end(finding: Finding): void {
    if (this.#login.isDone) this.#socket.write(terminate);
    this.#attempt.end(finding);
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'E':
        this.#attempt.end(errorFinding(message, this.#spec));
        break;
      case 'R':
        this.#authenticate(message);
        break;
      case 'Z':
        this.#ready();
        break;
      case 'D':
        this.#judgeRole(onlyValue(message));
        break;
    }
  }

  #authenticate(message: Message): void {
    if (this.#spec.user === undefined) {
      requestOf(message);
      this.#end({ code: 'L7OK' });
      return;
    }
    const reply = this.#login.reply(message);
    if (!(reply instanceof Promise)) this.#answer(reply);
    else
      reply.then(
        each => this.#answer(each),
        error => this.#fail(error),
      );
  }

  #answer(reply: Reply): void {
    if (Buffer.isBuffer(reply)) this.#socket.write(reply);
    else if (reply !== undefined) this.#end(reply);
  }

  #ready(): void {
    if (!this.#login.isDone) throw new MessageError('the server is ready before the login');
    if (this.#spec.role === 'any') this.#end({ code: 'L7OK' });
    else this.#socket.write(ROLE_QUERY);
  }

  #judgeRole(value: string | undefined): void {
    const { role } = this.#spec;
    const found = this.#login.isDone ? ROLES.get(value) : undefined;
    if (found === undefined) throw new MessageError('not the reply to the question for the role');
    this.#end(
      found === role ? { code: 'L7OK' } : { code: 'L7STS', text: `the role is ${found}, not ${role}` },
    );
  }
}

/** Asks for TLS, and begins it when the server agrees by one letter and nothing behind it. */
function secure(socket: Socket, target: Target, spec: PgsqlSpec, attempt: Attempt): void {
  attempt.phase = 'tls';
  socket.once('data', (chunk: Buffer) => {
    if (chunk.length === 1 && chunk[0] === 'S'.charCodeAt(0))
      upgrade(socket, { target, spec }, attempt, tls => new Conversation(tls, spec, attempt).begin());
    else if (chunk[0] === 'N'.charCodeAt(0))
      attempt.end({ code: 'L6RSP', text: 'the server does not speak TLS' });
    else attempt.end({ code: 'L6RSP', text: 'not the answer of PostgreSQL to the request for TLS' });
  });
  socket.write(sslRequest);
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<PgsqlSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  dial(target, { ...spec, tls: false }, attempt, socket => {
    if (spec.tls) secure(socket, target, spec, attempt);
    else new Conversation(socket, spec, attempt).begin();
  });
  return attempt.result;
}
