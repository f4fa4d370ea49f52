// Probes in YAML: keys, profiles, defaults and mistakes.
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/probe/keys.js';
import type { ProbeProfiles } from '../../src/probe/profiled.js';
import { probeFault, resolveProbe } from '../../src/probe/resolve.js';
import type { ProbeReference } from '../../src/probe/spec.js';

const profiles = new Map<string, ProbeReference>([
  ['web', { overrides: { kind: 'https', paths: ['/healthz'], fall: 5, port: 8443 } }],
  ['slow', { overrides: { intervalMs: 60_000 } }],
]);

const messages = (input: unknown) =>
  probe
    .safeParse(input)
    .error?.issues.flatMap(issue =>
      issue.code === 'invalid_union' ? issue.errors.flat().map(inner => inner.message) : issue.message,
    );

describe('a probe', () => {
  it('has settled defaults', () => {
    expect(resolveProbe(probe.parse({ http: '/' }), profiles)).toEqual({
      kind: 'http',
      paths: ['/'],
      headers: {},
      http2: false,
      status: [[200, 399]],
      insecure: false,
      intervalMs: 1000,
      downIntervalMs: 1000,
      fastMs: 200,
      timeoutMs: 1000,
      fall: 2,
      rise: 2,
      init: 'probe',
      flap: false,
    });
  });

  it('holds only the keys given', () => {
    expect(probe.parse({ tcp: 5432, interval: '500ms', rise: 3 })).toEqual({
      overrides: { kind: 'tcp', port: 5432, intervalMs: 500, rise: 3 },
    });
  });

  it.each([
    [200, [[200, 200]]],
    ['200-399', [[200, 399]]],
    [
      [204, '300-302'],
      [
        [204, 204],
        [300, 302],
      ],
    ],
  ])('accepts status %j', (status, statuses) => {
    expect(probe.parse({ http: '/', status }).overrides.status).toEqual(statuses);
  });

  it.each([
    ['X-Ready', { name: 'X-Ready' }],
    ['X-Ready: yes: sure', { name: 'X-Ready', value: 'yes: sure' }],
    [
      { name: 'X-Ready', value: '1' },
      { name: 'X-Ready', value: '1' },
    ],
  ])('accepts header %j', (header, expected) => {
    expect(probe.parse({ http: '/', header }).overrides.header).toEqual(expected);
  });

  it('takes a profile and goes over it key by key', () => {
    const settled = resolveProbe(probe.parse({ use: 'web', fall: 1 }), profiles);
    expect(settled).toMatchObject({ kind: 'https', paths: ['/healthz'], port: 8443, fall: 1, rise: 2 });
    expect(probe.parse('web')).toEqual({ profile: 'web', overrides: {} });
  });

  it('says which profile is meant, and that a probe needs a kind', () => {
    expect(probeFault(probe.parse('webb'), profiles)).toEqual({
      message: 'unknown probe profile "webb"',
      hint: 'did you mean `web`?',
      key: 'use',
    });
    expect(probeFault(probe.parse({ use: 'slow' }), profiles)?.message).toBe(
      'the probe does not say what to do',
    );
    expect(probeFault(probe.parse({ use: 'slow', tcp: true }), profiles)).toBeUndefined();
  });

  it.each([
    [
      { tcp: 1, send: 'x' },
      { key: 'send', message: 'what comes back after `send` must be judged', hint: 'add `expect:`' },
    ],
    [
      { tcp: 1, sni: 'a.test' },
      { key: 'sni', message: '"sni" has no effect without TLS', hint: 'add `tls: true`' },
    ],
    [{ tcp: 1, tls: true, sni: 'a.test', send: 'x', expect: 'y' }, undefined],
    [
      { https: '/', method: 'HEAD', body: 'x' },
      { key: 'body', message: 'a response to HEAD has no body', hint: 'use `method: GET`' },
    ],
  ])('must make sense as a whole: %j', (input, fault) => {
    expect(probeFault(probe.parse(input), profiles)).toEqual(fault);
  });

  it.each([
    ['::1', ['::1']],
    [
      ['192.0.2.1', '2001:DB8::1'],
      ['192.0.2.1', '2001:db8::1'],
    ],
  ])('may leave from %j', (source, addresses) => {
    expect(probe.parse({ tcp: 1, source }).overrides.source).toEqual(addresses);
  });

  it('may be a query', () => {
    expect(probe.parse({ dns: 'www.App.test', type: 'soa', rcode: ['NOERROR', 'NXDOMAIN'] })).toEqual({
      overrides: { kind: 'dns', qname: 'www.App.test.', type: 6, rcode: [0, 3] },
    });
    expect(resolveProbe(probe.parse({ dns: '.', answer: '::1', type: 'AAAA' }), profiles)).toMatchObject({
      ...{ kind: 'dns', qname: '.', type: 28, rcode: [0], answer: ['::1'] },
    });
    expect(probeFault(probe.parse({ dns: 'a.test', answer: '::1' }), profiles)).toEqual({
      key: 'answer',
      message: 'the query does not ask for ::1',
      hint: 'add `type: AAAA`',
    });
  });

  it('is probed as often when it is down, unless it says otherwise', () => {
    const read = (written: object) => resolveProbe(probe.parse(written), profiles);
    expect(read({ use: 'web', interval: '5s' })).toMatchObject({ intervalMs: 5000, downIntervalMs: 5000 });
    expect(read({ use: 'web', 'down-interval': '9s' })).toMatchObject({
      intervalMs: 1000,
      downIntervalMs: 9000,
    });
  });

  it('is damped when it says so, with figures that are filled in', () => {
    const read = (flap: unknown) => resolveProbe(probe.parse({ http: '/', flap }), profiles).flap;
    expect(read('on')).toEqual({ changes: 6, withinMs: 300_000, holdMs: 60_000, mostMs: 1_800_000 });
    expect(read({ changes: 2, hold: '1h' })).toEqual({
      changes: 2,
      withinMs: 300_000,
      holdMs: 3_600_000,
      mostMs: 3_600_000,
    });
    expect(read('off')).toBe(false);
    expect(messages({ http: '/', flap: { changes: 1 } })).not.toEqual([]);
    expect(messages({ http: '/', flap: 'yes' })).not.toEqual([]);
  });

  it('may follow a pool beside what it asks, or do no more than that', () => {
    const known: ProbeProfiles = new Map([...profiles, ['behind', probe.parse({ track: 'db  A' })]]);
    const read = (written: object) => resolveProbe(probe.parse(written), known);
    expect(read({ track: 'db A' })).toMatchObject({ kind: 'track', track: 'db A' });
    expect(read({ use: 'behind' })).toMatchObject({ kind: 'track', track: 'db A' });
    expect(read({ use: 'behind', tcp: 1 })).toMatchObject({ kind: 'tcp', port: 1, track: 'db A' });
    expect(read({ use: 'web', track: 'db A' })).toMatchObject({ kind: 'https', track: 'db A' });
    expect(probeFault(probe.parse({ track: 'db A', host: 'x' }), known)?.message).toMatch(
      /this one is track$/,
    );
  });

  it('leaves out what a profile says for another kind', () => {
    const settled = resolveProbe(probe.parse({ use: 'web', tcp: true }), profiles);
    const timing = {
      intervalMs: 1000,
      fastMs: 200,
      downIntervalMs: 1000,
      timeoutMs: 1000,
      fall: 5,
      rise: 2,
      init: 'probe',
      flap: false,
    };
    expect(settled).toEqual({ kind: 'tcp', port: 8443, tls: false, insecure: false, ...timing });
  });

  it('may not have a key of another kind than that of its profile', () => {
    const reference = probe.parse({ use: 'line', body: 'ready' });
    expect(probeFault(reference, new Map([...profiles, ['line', { overrides: { kind: 'tcp' } }]]))).toEqual({
      message: '"body" belongs to http and https probes; this one is tcp',
      key: 'body',
    });
  });

  it.each([
    [{ tcp: 1, body: 'x' }, '"body" belongs to http and https probes; this one is tcp'],
    [
      { http: '/', insecure: true },
      expect.stringMatching(/^"insecure" belongs to https, .* probes; this one is http$/),
    ],
    [
      { http: '/', tcp: true },
      'http is there already, and a probe is of one kind: several are parts, as in `all: [{ http: … }, { tcp: … }]`',
    ],
    [{ tcp: 1, port: 2 }, 'the port stands here and under tcp; keep one'],
    [{ tcp: 1, source: ['192.0.2.1', '192.0.2.2'] }, 'expected a local address, or an IPv4 and an IPv6 one'],
    [{ dns: 'a..b' }, expect.stringContaining('expected a domain name to ask for: ')],
    [{ dns: 'a.test', type: 'ANY' }, 'expected a record type such as A, AAAA or SOA'],
    [{ dns: 'a.test', body: 'x' }, '"body" belongs to http and https probes; this one is dns'],
    [
      { exec: 'rm -rf /' },
      'expected a list of the command and its arguments, such as [/usr/lib/check, --fast]',
    ],
    [{ exec: [] }, expect.anything()],
    [{ exec: [''] }, 'expected a list of the command and its arguments, such as [/usr/lib/check, --fast]'],
    [{ exec: ['a\0b'] }, 'a word may not hold a NUL'],
    [
      { exec: ['true'], source: '192.0.2.1' },
      expect.stringMatching(/^"source" belongs to .*; this one is exec$/),
    ],
    [{ file: '' }, expect.anything()],
    [{ http: 'healthz' }, 'expected a path such as / or /healthz'],
    [{ http: '/\r\nHost: x' }, 'expected a path such as / or /healthz'],
    [{ http: '/', headers: { 'a b': 'c' } }, expect.anything()],
    [{ http: '/', interval: '50ms' }, 'expected a duration from 100ms to 1h'],
    [{ http: '/', interval: 'soon' }, 'expected a duration such as 500ms, 1s or 1h30m'],
    [{ http: '/', fall: 0 }, 'expected a whole number from 1 to 255'],
    [
      { track: 'db.example A 1' },
      'expected a pool, such as db or "db.example.org A", or a member of this pool, such as 192.0.2.1',
    ],
    [
      { track: 'a..b A' },
      'expected a pool, such as db or "db.example.org A", or a member of this pool, such as 192.0.2.1',
    ],
    [
      { track: 'db MX' },
      'expected a pool, such as db or "db.example.org A", or a member of this pool, such as 192.0.2.1',
    ],
    [{ http: '/', init: 'dead' }, expect.anything()],
    [{ http: '/', rise: 1.5 }, 'expected a whole number from 1 to 255'],
    [{ http: '/', port: 65_536 }, 'expected a port from 1 to 65535'],
    [{ http: '/', status: 99 }, 'expected a status from 100 to 599, or a range such as "200-399"'],
    [{ http: '/', status: '300-200' }, 'expected a status from 100 to 599, or a range such as "200-399"'],
  ])('refuses %j', (input, message) => {
    expect(messages(input)).toContainEqual(message);
  });
});
