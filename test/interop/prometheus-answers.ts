// Lists of targets over HTTP, step by step, with what Prometheus and Rondo have after each step.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { EMPTY, group, json, LABELLED, LABELS, type ListCase } from './prometheus-lists.js';

/** Answers one request. */
type Answer = (answer: ServerResponse, request: IncomingMessage) => void;

const sends =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, status = 200): Answer =>
  answer =>
    void answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
/** Sends the head and a part of a list, and then what is given. */
const begins =
  (then: (answer: ServerResponse) => void): Answer =>
  answer => {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    answer.write('[{"targets":["192.0.2.66:80"');
    then(answer);
  };

export const HTTP_CASES: readonly ListCase<Answer>[] = [
  {
    name: 'answers',
    steps: [
      { act: sends(json(1, 2)), wanted: '1 2' },
      { act: sends('later', {}, 500), wanted: '1 2' },
      { act: sends(json(3), { 'content-type': 'application/json; charset=utf-8' }), wanted: '3' },
      { act: sends(json(4), {}, 404), wanted: '3' },
      { act: answer => void answer.destroy(), wanted: '3' },
      { act: sends(json(5), {}, 201), wanted: '3' },
      { act: sends(json(6)), wanted: '6' },
    ],
  },
  {
    name: 'bodies',
    steps: [
      { act: sends(LABELS), wanted: LABELLED },
      { act: sends(json(2)), wanted: '2' },
      { act: sends('[{"targets":'), wanted: '2' },
      { act: sends('{"targets":[]}'), wanted: '2' },
      { act: sends(`${json(3)} ]`), wanted: '2' },
      { act: sends(`\uFEFF${json(4)}`), wanted: '2' },
      { act: sends(`\r\n${json(5)}\r\n`), wanted: '5' },
    ],
  },
  {
    name: 'slow',
    steps: [
      { act: sends(json(1)), wanted: '1' },
      {
        act: answer => {
          answer.writeHead(200, { 'content-type': 'application/json' });
          for (const [at, part] of json(2, 3)
            .match(/.{1,20}/g)!
            .entries())
            setTimeout(() => answer.write(part), 60 * at);
          setTimeout(() => answer.end(), 400);
        },
        wanted: '2 3',
      },
      { act: begins(() => undefined), wanted: '2 3' },
      { act: () => undefined, wanted: '2 3' },
      { act: begins(answer => void answer.destroy()), wanted: '2 3' },
      {
        act: answer =>
          void answer.writeEarlyHints({ link: '</x>; rel=preload' }, () =>
            sends(json(4))(answer, answer.req),
          ),
        wanted: '4',
      },
      { act: sends(json(5)), wanted: '5' },
    ],
  },
  {
    name: 'forms',
    steps: [
      { act: sends(json(1)), wanted: '1' },
      {
        act: sends(json(2), { 'content-type': 'text/plain' }),
        wanted: {
          prometheus: '1',
          rondo: '2',
          why: 'a list in a file of a plain web server is a list, whatever the type of it',
        },
      },
      { act: sends(json(3)), wanted: '3' },
      // Neither asks for it.
      { act: sends(gzipSync(json(4)), { 'content-encoding': 'gzip' }), wanted: '3' },
      { act: sends(json(5)), wanted: '5' },
      {
        act: (answer, request) =>
          request.url?.endsWith('/moved') === true
            ? sends(json(6))(answer, request)
            : void answer.writeHead(302, { location: `${request.url}/moved` }).end(),
        wanted: {
          prometheus: '6',
          rondo: '5',
          why: 'who answers for a server may not lead the questions elsewhere',
        },
      },
      { act: sends(json(7)), wanted: '7' },
    ],
  },
  {
    name: 'none',
    steps: [
      { act: sends(json(1)), wanted: '1' },
      { act: sends('[]'), wanted: EMPTY('1') },
      { act: sends(json(2)), wanted: '2' },
      { act: sends('null'), wanted: EMPTY('2') },
      { act: sends(''), wanted: { prometheus: '', rondo: '2', why: 'as before' } },
      {
        act: sends(
          JSON.stringify([
            group(...Array.from({ length: 1_100 }, (_, at) => `10.9.${at >> 8}.${at & 255}:80`)),
          ]),
        ),
        wanted: { prometheus: '1100 targets', rondo: '2', why: 'a pool has at most 1,024 members' },
      },
      { act: sends(json(3)), wanted: '3' },
    ],
  },
  {
    name: 'few',
    allowsEmpty: true,
    steps: [
      { act: sends(json(1)), wanted: '1' },
      { act: sends('[]'), wanted: '' },
      { act: sends('[]', {}, 503), wanted: '' },
      { act: sends(json(2)), wanted: '2' },
      { act: sends('[{"targets":[]}]'), wanted: '' },
      {
        act: sends(`${json(3)}${' '.repeat(5 * 2 ** 20)}`),
        wanted: { prometheus: '3', rondo: '', why: 'an answer has at most 4 MiB' },
      },
      { act: sends(json(4)), wanted: '4' },
    ],
  },
];
