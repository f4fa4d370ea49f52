// The agent probe: what agents say, and agents that are ill and hostile.
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { listen } from './backend.js';
import { certificates } from './certificates.js';

const ask = (target: Target, overrides: ProbeOverrides = {}) =>
  runProbe(target, specOf({ timeoutMs: 2000, ...overrides, kind: 'agent' }));
const probe = async (target: Target, overrides?: ProbeOverrides) =>
  resultToText(await ask(target, overrides));

/** An agent that says this, unasked. */
const saying = (text: string | Buffer) => listen(createServer(socket => socket.end(text)));

describe('an agent', () => {
  it.each([
    ['up\n', 'L7OK', {}],
    ['ready\r\n', 'L7OK', {}],
    ['75%\n', 'L7OK 75%', { percent: 75 }],
    ['ready 75%', 'L7OK ready 75%', { percent: 75 }],
    ['UP,READY\t200%\n', 'L7OK up ready 200%', { percent: 200 }],
    ['drain\n', 'L7OK drain', { state: 'drain' }],
    ['maint\n75%\n', 'L7OK maint', { state: 'maint' }],
    ['0%\n', 'L7OK 0%', { state: 'drain' }],
    ['maint 0%\n', 'L7OK maint 0%', { state: 'maint' }],
    ['up maxconn:30 50%\n', 'L7OK up maxconn:30 50%', { percent: 50 }],
    ['up # all # is well\n', 'L7OK all # is well', {}],
    ['down\n', 'L7STS down', {}],
    ['down # disk full\n', 'L7STS down: disk full', {}],
    ['fail#no peer\n', 'L7STS fail: no peer', {}],
    ['stopped drain\n', 'L7STS stopped drain', { state: 'drain' }],
  ])('that says %j', async (said, text, told) => {
    const { target } = await saying(said);
    const result = await ask(target);
    expect(resultToText(result)).toBe(text);
    expect(result.statement).toEqual(told);
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n', 'L7RSP "HTTP/1.1 400 Bad Request" cannot be understood'],
    ['up down\n', 'L7RSP "up down" cannot be understood'],
    ['up sideways\n', 'L7RSP "up sideways" cannot be understood'],
    ['-5%\n', 'L7RSP "-5%" cannot be understood'],
    ['999999%\n', 'L7RSP "999999%" cannot be understood'],
    ['\n', 'L7RSP "" cannot be understood'],
    ['# text\n', 'L7RSP "# text" cannot be understood'],
    ['\x1b[31mup\n', 'L7RSP "\\u{1b}[31mup" cannot be understood'],
  ])('that says %j is not understood, and told nothing by', async (said, text) => {
    const result = await ask((await saying(said)).target);
    expect(resultToText(result)).toBe(text);
    expect(result.statement).toBeUndefined();
  });

  it('may be sent something first, and speak TLS', async () => {
    const echo = await listen(
      createServer(socket =>
        socket.once('data', name => socket.end(name.toString() === 'web\n' ? 'up\n' : 'down\n')),
      ),
    );
    expect(await probe(echo.target, { send: 'web\n' })).toBe('L7OK');
    expect(await probe(echo.target, { send: 'db\n' })).toBe('L7STS down');
    const secure = await listen(createTlsServer(certificates.server, socket => socket.end('50%\n')));
    const ca = new Attachment('file', 'ca.crt', certificates.ca);
    expect(await probe(secure.target, { tls: true, ca })).toBe('L7OK 50%');
    expect(await probe(secure.target, { tls: true })).toMatch(/^L6RSP /);
  });

  it('has a port of its own, whatever that of the member is', async () => {
    const { target } = await saying('up\n');
    expect(await probe({ ...target, port: 1 }, { port: target.port })).toBe('L7OK');
    expect(await probe(target)).toBe('L7OK');
  });

  it('that says any octets is judged', async () => {
    const word = fc.constantFrom('up', 'down', 'drain', '75%', ' ', ',', '#', '\t', '\0', 'ü', 'maint', '%');
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 12 }), async words => {
        const { target } = await saying(`${words.join('')}\n`);
        expect(await probe(target)).toMatch(/^L7(OK|STS|RSP)/);
      }),
      { numRuns: 50 },
    );
  });
});
