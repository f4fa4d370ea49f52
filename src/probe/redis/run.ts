// The Redis probe: AUTH when there is a password, PING, and ROLE when the role matters.
import type { Socket } from 'node:net';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { Finding, ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { dial } from '../wire/dial.js';
import { command, ErrorReply, type Reply, RespError, RespReader } from './resp.js';
import type { RedisSpec } from './spec.js';

/** One command, and what is wrong with its reply. */
interface Step {
  readonly octets: string;
  readonly fault: (reply: Reply) => Finding | undefined;
}

/** The words that errors of Redis begin with. */
const ERROR_WORDS = [
  'ERR',
  'WRONGPASS',
  'NOAUTH',
  'NOPERM',
  'LOADING',
  'BUSY',
  'MASTERDOWN',
  'DENIED',
  'UNKILLABLE',
];

/**
 * An error as it may be shown: Redis repeats the words of commands that it does not know, and a password is
 * one.
 */
function errorText({ text }: ErrorReply, { password }: RedisSpec): string {
  if (password === undefined) return text;
  return ERROR_WORDS.find(word => text.startsWith(`${word} `) || text === word) ?? 'an error';
}

/** A command whose reply is right when `isRight` says so. */
function step(spec: RedisSpec, words: readonly string[], isRight: (reply: Reply) => boolean): Step {
  const [name] = words;
  const fault = (reply: Reply): Finding | undefined => {
    if (reply instanceof ErrorReply) return { code: 'L7STS', text: `${name}: ${errorText(reply, spec)}` };
    return isRight(reply) ? undefined : { code: 'L7RSP', text: `${name}: not the reply that was expected` };
  };
  return { octets: command(...words), fault };
}

/** The first item of the reply to ROLE, in the words of the spec. */
const ROLES: ReadonlyMap<Reply, string> = new Map([
  ['master', 'primary'],
  ['slave', 'replica'],
  ['sentinel', 'sentinel'],
]);

function roleOf(reply: Reply): string | undefined {
  return Array.isArray(reply) ? ROLES.get(reply[0] as Reply) : undefined;
}

function stepsOf(spec: RedisSpec): Step[] {
  const { user, password, role } = spec;
  const steps = [step(spec, ['PING'], reply => reply === 'PONG')];
  if (password !== undefined) {
    const login = user === undefined ? [password.text] : [user, password.text];
    steps.unshift(step(spec, ['AUTH', ...login], reply => reply === 'OK'));
  }
  if (role === 'any') return steps;
  const known = step(spec, ['ROLE'], reply => roleOf(reply) !== undefined);
  const fault = (reply: Reply): Finding | undefined => {
    const found = roleOf(reply);
    if (found === undefined || found === role) return known.fault(reply);
    return { code: 'L7STS', text: `the role is ${found}, not ${role}` };
  };
  return [...steps, { ...known, fault }];
}

/** Sends all commands at once, and judges the replies as they come. */
function converse(socket: Socket, steps: Step[], attempt: Attempt): void {
  const octets = steps.map(each => each.octets).join('');
  const reader = new RespReader(reply => {
    const fault = steps.shift()?.fault(reply);
    if (fault !== undefined) attempt.end(fault);
    else if (steps.length === 0) attempt.end({ code: 'L7OK' });
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (error) {
      if (!(error instanceof RespError)) throw error;
      attempt.end({ code: 'L7RSP', text: error.message });
    }
  });
  socket.write(octets);
}

/** Asks the target once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<RedisSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  dial(target, spec, attempt, socket => converse(socket, stepsOf(spec), attempt));
  return attempt.result;
}
