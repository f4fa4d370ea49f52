// The PostgreSQL probe: the startup packet, and with a user a login and what the server is asked after it.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { endByValue, statementMs } from '../login/answer.js';
import { withoutPassword } from '../login/secret.js';
import { type Finding, isGood, type ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { upgrade } from '../tls/upgrade.js';
import { dial } from '../wire/dial.js';
import { PgsqlLogin, type Reply, requestOf } from './login.js';
import {
  errorFields,
  type Message,
  MessageError,
  MessageReader,
  query,
  sslRequest,
  startup,
  terminate,
  valuesOf,
} from './message.js';
import { asksForState, hasQuestions, NOT_THE_STATE, questionsText, stateFinding } from './question.js';
import { ScramError } from './scram.js';
import type { PgsqlSpec } from './spec.js';

/** The user of a probe that does not log in: the packet must name one. */
const STRANGER = 'rondo';

/** Errors that a server in service gives to a stranger: who it may be (class 28), and which database (3D). */
const TO_A_STRANGER = /^(28|3D)/;

/** The server has ended a statement that took too long. */
const TIMED_OUT = '57014';

function errorFinding(message: Message, spec: PgsqlSpec): Finding {
  const fields = errorFields(message);
  const state = /^[0-9A-Z]{5}$/.exec(fields.get('C') ?? '')?.[0];
  if (state === undefined) return { code: 'L7RSP', text: 'an error that cannot be understood' };
  if (spec.user === undefined && TO_A_STRANGER.test(state))
    return { code: 'L7OK', text: `strangers are refused (${state})` };
  const code = state === TIMED_OUT ? 'L7TOUT' : 'L7STS';
  return { code, text: `${withoutPassword(fields.get('M') ?? '', spec)} (${state})` };
}

class Conversation {
  readonly #socket: Socket;
  readonly #spec: Timed<PgsqlSpec>;
  readonly #attempt: Attempt;
  readonly #login: PgsqlLogin;
  #isAsked = false;
  /** What the row about the role and the lag has said, once it is there and good. */
  #state: Finding | undefined;

  constructor(socket: Socket, spec: Timed<PgsqlSpec>, attempt: Attempt) {
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
    if (error instanceof MessageError) this.#attempt.breakOff({ code: 'L7RSP', text: error.message });
    else if (error instanceof ScramError)
      this.#attempt.end({ code: 'L7RSP', text: `login: ${error.message}` });
    else throw error;
  }

  /** Takes leave of the server, if it has let us in: before that, it would log the word as a wrong one. */
  #leave(): void {
    if (this.#login.isDone) this.#socket.write(terminate);
  }

  #end(finding: Finding): void {
    this.#leave();
    this.#attempt.end(finding);
  }

  #take(message: Message): void {
    // What comes behind the last row that matters is not read.
    if (this.#attempt.isOver || this.#attempt.isRead) return;
    switch (message.type) {
      case 'E':
        this.#end(errorFinding(message, this.#spec));
        break;
      case 'R':
        this.#authenticate(message);
        break;
      case 'Z':
        this.#ready();
        break;
      case 'D':
        this.#judge(message);
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
    if (this.#isAsked) this.#finish();
    else if (!hasQuestions(this.#spec)) this.#end({ code: 'L7OK' });
    else {
      this.#isAsked = true;
      const most = statementMs(this.#attempt, this.#spec.timeoutMs);
      this.#socket.write(query(questionsText(this.#spec, most)));
    }
  }

  /** All is replied to, and a row is missing. */
  #finish(): void {
    if (asksForState(this.#spec) && this.#state === undefined) throw new MessageError(NOT_THE_STATE);
    this.#judgeValue(undefined);
  }

  #judge(row: Message): void {
    if (!this.#login.isDone || !this.#isAsked) throw new MessageError(NOT_THE_STATE);
    const values = valuesOf(row);
    if (!asksForState(this.#spec) || this.#state !== undefined) {
      if (values.length === 0) throw new MessageError('a row without a value');
      this.#judgeValue(values[0]);
      return;
    }
    const found = stateFinding(values, this.#spec);
    if (!isGood(found) || this.#spec.query === undefined) this.#end(found);
    else this.#state = found;
  }

  #judgeValue(value: string | null | undefined): void {
    this.#leave();
    endByValue(this.#attempt, value, this.#spec, this.#state ?? { code: 'L7OK' });
  }
}

/** Asks for TLS, and begins it when the server agrees by one letter and nothing behind it. */
function secure(socket: Socket, target: Target, spec: Timed<PgsqlSpec>, attempt: Attempt): void {
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
