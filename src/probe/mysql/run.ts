// The MySQL probe: the greeting and a login, that of a stranger when there is no user, and what the server is asked after it.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { endByValue, statementMs } from '../login/answer.js';
import { withoutPassword } from '../login/secret.js';
import { type Finding, isGood, type ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { upgrade } from '../tls/upgrade.js';
import { dial } from '../wire/dial.js';
import { answerBy, encryptedAnswer, firstPlugin, fullAnswer } from './login.js';
import {
  ERR,
  errorIn,
  type Greeting,
  greetingIn,
  loginBody,
  loginHead,
  type Packet,
  PacketError,
  PacketReader,
  packet,
  query,
  quit,
  textAt,
} from './packet.js';
import { type Question, questionsOf } from './question.js';
import { ResultSet } from './result-set.js';
import type { MysqlSpec } from './spec.js';

/** The user of a probe that has none. */
const STRANGER = 'rondo';

/**
 * Errors that a server in service gives to a stranger: wrong password, host without users, no password for
 * this plugin.
 */
const TO_A_STRANGER = [1045, 1130, 1698];

/** The server does not know the words of a statement. */
const SYNTAX = 1064;
/** It has ended a statement that took too long: MySQL, MariaDB. */
const TIMED_OUT = [3024, 1969];

const OK = 0x00;
const MORE = 0x01;
const SWITCH = 0xfe;
/** What a server that has seen a password before says of it, and of one that it must see in clear. */
const [FAST, FULL] = [3, 4];

class Conversation {
  #socket: Socket;
  readonly #spec: Timed<MysqlSpec>;
  readonly #target: Target;
  readonly #attempt: Attempt;
  #reader = new PacketReader(each => this.#take(each));
  #step: (packet: Packet) => void = each => this.#greet(greetingIn(each.body));
  #sequence = 0;
  /** The last one of the server. */
  #scramble: Buffer = Buffer.alloc(0);
  #isIn = false;
  #isMariadb = false;
  /** The first is the one that was asked. */
  #questions: Question[] = [];
  #reply = new ResultSet();
  /** What the last reply has said that is good. */
  #good: Finding = { code: 'L7OK' };

  constructor(socket: Socket, target: Target, spec: Timed<MysqlSpec>, attempt: Attempt) {
    this.#socket = socket;
    this.#target = target;
    this.#spec = spec;
    this.#attempt = attempt;
  }

  listen(): void {
    const read = (chunk: Buffer) => {
      try {
        this.#reader.push(chunk);
      } catch (error) {
        if (!(error instanceof PacketError)) throw error;
        this.#attempt.breakOff({ code: 'L7RSP', text: error.message });
      }
    };
    this.#socket.on('data', read);
  }

  #send(body: Buffer): void {
    this.#sequence++;
    this.#socket.write(packet(this.#sequence, body));
    this.#sequence++;
  }

  /** Takes leave of a server that has let us in: it counts connections that break off. */
  #leave(): void {
    if (this.#isIn) this.#socket.write(quit);
  }

  #end(finding: Finding): void {
    this.#leave();
    this.#attempt.end(finding);
  }

  #take(each: Packet): void {
    // What comes behind the last row that matters is not read.
    if (this.#attempt.isOver || this.#attempt.isRead) return;
    // An error ends it at whatever place it comes.
    if (each.body[0] === ERR) this.#fail(each.body);
    else if (each.sequence === (this.#sequence & 0xff)) this.#step(each);
    else throw new PacketError('a packet is out of order');
  }

  #fail(body: Buffer): void {
    const { code, text } = errorIn(body);
    const instead = code === SYNTAX ? this.#questions[0]?.instead : undefined;
    if (instead !== undefined) {
      this.#ask([instead, ...this.#questions.slice(1)]);
      return;
    }
    if (this.#spec.user === undefined && TO_A_STRANGER.includes(code))
      this.#end({ code: 'L7OK', text: `strangers are refused (${code})` });
    else
      this.#end({
        code: TIMED_OUT.includes(code) ? 'L7TOUT' : 'L7STS',
        text: `${withoutPassword(text, this.#spec)} (${code})`,
      });
  }

  #greet(greeting: Greeting): void {
    this.#isMariadb = greeting.isMariadb;
    if (!this.#spec.tls) this.#logIn(greeting);
    else if (!greeting.knowsTls) this.#end({ code: 'L6RSP', text: 'the server does not speak TLS' });
    else this.#secure(greeting);
  }

  /** Begins TLS; what was sent in clear behind the greeting may not count as said over it. */
  #secure(greeting: Greeting): void {
    const plain = this.#socket;
    plain.removeAllListeners('data');
    if (!this.#reader.isDrained) throw new PacketError('there is more than a greeting');
    this.#send(loginHead(true));
    this.#sequence--;
    upgrade(plain, { target: this.#target, spec: this.#spec }, this.#attempt, secure => {
      this.#socket = secure;
      this.#reader = new PacketReader(each => this.#take(each));
      this.listen();
      this.#logIn(greeting);
    });
  }

  #logIn({ scramble, plugin }: Greeting): void {
    const { user = STRANGER, tls } = this.#spec;
    const first = firstPlugin(plugin);
    this.#scramble = scramble;
    const answer = answerBy(first, scramble, this.#spec);
    this.#step = each => this.#authenticate(each);
    if (Buffer.isBuffer(answer)) this.#send(loginBody(tls, user, answer, first));
    else this.#end(answer);
  }

  #authenticate({ body }: Packet): void {
    if (body[0] === OK) this.#enter();
    else if (body[0] === SWITCH) this.#switch(body);
    else if (body[0] === MORE && body[1] === FULL) this.#prove();
    // The server knows the password, and OK follows.
    else if (body[0] === MORE && body[1] === FAST) this.#sequence++;
    else throw new PacketError('not the reply to a login');
  }

  #switch(body: Buffer): void {
    const [plugin, at] = textAt(body, 1);
    if (plugin === '') throw new PacketError('the server asks for a login of before MySQL 4.1');
    // The scramble ends with a NUL.
    this.#scramble = Buffer.from(body.subarray(at, at + 20));
    this.#answer(answerBy(plugin, this.#scramble, this.#spec));
  }

  /** Has the server see the password, if need be by a key that it is asked for. */
  #prove(): void {
    const { answer, awaitsKey } = fullAnswer(this.#spec);
    if (awaitsKey) this.#step = each => this.#takeKey(each);
    this.#answer(answer);
  }

  #takeKey({ body }: Packet): void {
    if (body[0] !== MORE) throw new PacketError('not the key of the server');
    this.#step = each => this.#authenticate(each);
    this.#answer(encryptedAnswer(body.toString('latin1', 1), this.#scramble, this.#spec));
  }

  #answer(answer: Buffer | Finding): void {
    if (Buffer.isBuffer(answer)) this.#send(answer);
    else this.#end(answer);
  }

  #enter(): void {
    this.#isIn = true;
    this.#step = each => this.#read(each);
    const most = statementMs(this.#attempt, this.#spec.timeoutMs);
    this.#ask(questionsOf(this.#spec, this.#isMariadb, most));
  }

  /** Asks the first of these. */
  #ask(questions: Question[]): void {
    this.#questions = questions;
    if (questions.length === 0) {
      this.#end(this.#good);
      return;
    }
    this.#reply = new ResultSet();
    this.#sequence = 1;
    this.#socket.write(query(questions[0].sql));
  }

  #read({ body }: Packet): void {
    this.#sequence++;
    const reply = this.#reply;
    reply.take(body);
    const [question, ...left] = this.#questions;
    // A query that was ended early may give a row before the error.
    if (question.isValue && reply.isComplete) {
      this.#judgeValue(reply.rows[0]);
      return;
    }
    const found = question.judge?.(reply);
    if (found !== undefined && (!isGood(found) || left.length === 0)) this.#end(found);
    else if (reply.isComplete) {
      this.#good = found ?? this.#good;
      this.#ask(left);
    }
  }

  #judgeValue(row: readonly (string | null)[] | undefined): void {
    if (row?.length === 0) throw new PacketError('a row without a value');
    this.#leave();
    endByValue(this.#attempt, row?.[0], this.#spec, this.#good);
  }
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<MysqlSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  dial(target, { ...spec, tls: false }, attempt, socket =>
    new Conversation(socket, target, spec, attempt).listen(),
  );
  return attempt.result;
}
