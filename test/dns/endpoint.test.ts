// Endpoints, an address with a port, as text.
import { expect, it } from 'vitest';
import { endpointFromText } from '../../src/dns/endpoint.js';

it.each([
  ['127.0.0.1', { address: '127.0.0.1' }],
  ['127.0.0.1:53', { address: '127.0.0.1', port: 53 }],
  ['127.0.0.1:0', { address: '127.0.0.1', port: 0 }],
  ['::1', { address: '::1' }],
  ['[::1]', { address: '::1' }],
  ['[2001:DB8:0::1]:5300', { address: '2001:db8::1', port: 5300 }],
  ['[fe80::1%eth0]:53', { address: 'fe80::1%eth0', port: 53 }],
])('reads %s', (text, endpoint) => {
  expect(endpointFromText(text)).toEqual(endpoint);
});

it.each([
  '',
  'localhost',
  'localhost:53',
  '127.0.0.1:',
  '127.0.0.1:x',
  '127.0.0.1:65536',
  '[127.0.0.1]:53',
  '127.1',
  '010.0.0.1',
  '::1:',
  '[::1',
  '127.0.0.1%eth0',
  ':53',
])('refuses %j', text => {
  expect(endpointFromText(text)).toBeUndefined();
});
