// A kind that only tests know: an SMTP server, which must greet and take our name.
import { z } from 'zod';
import type { ProbeKind } from '../../../src/probe/kind.js';
import { choosePort, portChoice } from '../../../src/probe/port-choice.js';
import { tlsDefaults } from '../../../src/probe/tls/settings.js';
import { sourceKeys } from '../../../src/probe/wire/source.js';
import type { SmtpSpec } from './spec.js';

const ehlo = z
  .string()
  .regex(/^[a-z0-9.-]{1,255}$/, { error: 'expected a host name' })
  .describe('Name that the probe gives; default: rondo')
  .optional();

export const smtp = {
  choice: portChoice('Probe an SMTP server: true, or the port'),
  choose: choosePort,
  keys: { ehlo, ...sourceKeys },
  defaults: { ehlo: 'rondo', tls: false, ...tlsDefaults },
  usualPort: 25,
  load: () => import('./run.js'),
} satisfies ProbeKind<SmtpSpec>;
