// What requests of DNS over HTTPS ask, and which are refused with which status.
import { expect, test } from 'vitest';
import { readHead } from '../../../src/transport/https/dns-request.js';

const PATH = '/dns-query';
/** The example of RFC 8484 §4.1.1. */
const EXAMPLE = 'AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB';

function read(method: string, target: string, contentType?: string, contentLength?: string) {
  return readHead({ method, target, contentType, contentLength }, PATH);
}

test.each(['GET', 'HEAD'])('%s has the message in its target', method => {
  const expected = Buffer.from(EXAMPLE, 'base64url');
  expect(read(method, `${PATH}?dns=${EXAMPLE}`)).toEqual(expected);
  expect(read(method, `${PATH}?ct&dns=${EXAMPLE}&x=dns=`)).toEqual(expected);
  expect(read(method, `https://dns.example:8443${PATH}?dns=${EXAMPLE}`)).toEqual(expected);
});

test('POST has it as content', () => {
  expect(read('POST', PATH, 'application/dns-message', '33')).toBeUndefined();
  expect(read('POST', PATH, 'Application/DNS-Message ; a=b')).toBeUndefined();
  expect(read('POST', `${PATH}?x`, 'application/dns-message', '65535')).toBeUndefined();
});

test.each([
  ['GET', PATH, 400, 'no message'],
  ['GET', `${PATH}?dns`, 400, 'no message'],
  ['GET', `${PATH}?DNS=${EXAMPLE}`, 400, 'another variable'],
  ['GET', `${PATH}?dns=${EXAMPLE}&dns=${EXAMPLE}`, 400, 'two messages'],
  ['GET', `${PATH}?dns=AAE=`, 400, 'padding'],
  ['GET', `${PATH}?dns=A`, 400, 'a lone digit'],
  ['GET', `${PATH}?dns=AB`, 400, 'bits that are over'],
  ['GET', `${PATH}?dns=AA+/`, 400, 'the digits of base64'],
  ['GET', `${PATH}?dns=AA%2DA`, 400, 'what is escaped without need'],
  ['GET', `${PATH}?dns=AA AA`, 400, 'a space'],
  ['GET', `/?dns=${EXAMPLE}`, 404, 'another path'],
  ['GET', `${PATH}/?dns=${EXAMPLE}`, 404, 'a path below'],
  ['PUT', '/', 404, 'another path'],
  ['PUT', PATH, 405, 'another method'],
  ['OPTIONS', '*', 404, 'the server as a whole'],
  ['GET', `${PATH}?dns=${'A'.repeat(8192)}`, 414, 'a long target'],
])('%s %s is refused with %i: %s', (method, target, status) => {
  expect(read(method, target)).toBe(status);
});

test('content of another type, or that is too long, is refused', () => {
  expect(read('POST', PATH)).toBe(415);
  expect(read('POST', PATH, 'application/dns-json')).toBe(415);
  expect(read('POST', PATH, 'application/dns-message', '65536')).toBe(413);
});
