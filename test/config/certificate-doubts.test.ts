// Certificates and keys that can be used, and are doubtful all the same.
import { chmodSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificateDoubts, keyFileDoubt } from '../../src/config/certificate-doubts.js';
import { certificates } from '../probe/certificates.js';
import { TempFolder } from '../support/temp-folder.js';

const DAY_MS = 86_400_000;
const END_MS = Date.parse('2120-01-01T00:00:00Z');
const [leaf] = certificates.chain.split(/(?<=-----END CERTIFICATE-----\n)/);

/** What is said of a certificate at a time. */
const said = (pem: string, nowMs = Date.parse('2026-11-30T00:00:00Z')) =>
  certificateDoubts(pem, nowMs).map(({ message }) => message);

describe('a certificate', () => {
  it('is told of in its last two weeks, after its end, and before its time', () => {
    expect(said(certificates.server.cert, END_MS - 15 * DAY_MS)).toEqual([]);
    expect(said(certificates.server.cert, END_MS - 13.5 * DAY_MS)).toEqual([
      'the certificate expires in 13 days',
    ]);
    expect(said(certificates.server.cert, END_MS + DAY_MS)).toEqual(['the certificate has expired']);
    expect(said(certificates.server.cert, Date.parse('2019-12-31T00:00:00Z'))).toEqual([
      'the certificate is valid only from 2020-01-01T00:00:00.000Z',
    ]);
  });

  it('of an authority that publishes its own needs that in the file', () => {
    expect(said(certificates.chain)).toEqual([]);
    const alone = 'the certificate of its issuer, Test issuer, is not in the file';
    expect(said(leaf)).toEqual([expect.stringContaining(alone)]);
    expect(said(leaf + certificates.ca)).toEqual([expect.stringContaining(alone)]);
  });

  it('of an authority that clients know by themselves needs none', () => {
    expect(said(certificates.server.cert)).toEqual([]);
    expect(said(certificates.own.cert)).toEqual([]);
  });
});

describe('a private key', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(() => {
    folder = new TempFolder();
    path = folder.write('archive/key.pem', certificates.server.key);
    chmodSync(folder.path, 0o755);
  });
  afterEach(() => folder.remove());

  it('that anybody may read is warned of, unless nobody may enter its folder', () => {
    expect(keyFileDoubt(path)).toMatchObject({
      message: `anybody on this machine may read the private key in ${path}`,
      hint: `chmod o-r ${path}`,
    });
    chmodSync(folder.at('archive'), 0o700);
    expect(keyFileDoubt(path)).toBeUndefined();
    chmodSync(folder.at('archive'), 0o755);
    chmodSync(path, 0o640);
    expect(keyFileDoubt(path)).toBeUndefined();
  });

  it('that others may write or replace is warned of, behind a link, too', () => {
    const link = folder.at('key.pem');
    symlinkSync('archive/key.pem', link);
    chmodSync(path, 0o622);
    expect(keyFileDoubt(link)?.message).toBe(`anybody may write to ${path} (chmod o-w)`);
    chmodSync(path, 0o600);
    expect(keyFileDoubt(link)).toBeUndefined();
    chmodSync(folder.at('archive'), 0o777);
    expect(keyFileDoubt(link)?.message).toContain(`anybody may write to ${folder.at('archive')}`);
  });
});
