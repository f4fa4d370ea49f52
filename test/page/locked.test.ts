// The page for those who may not look: a frame without anything of the server, in which a token can be typed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearer, TriedAdmin } from '../api/tried-admin.js';

let admin: TriedAdmin;
beforeAll(async () => {
  admin = await new TriedAdmin().open();
  admin.letIn({ read: 'token' });
});
afterAll(() => admin.close());

test.each(['/', '/explain?name=secret.example', '/events', '/queries'])('%s', async path => {
  const { status, headers, text } = await admin.ask(path);
  expect(status).toBe(401);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(text).toContain('id="locked"');
  // Not even where it answers, or which release it is.
  expect(text).not.toMatch(/127\.0\.0\.1:\d|identity|secret\.example/);
  expect(await admin.statusOf(path, bearer('nobody'))).toBe(401);
});
