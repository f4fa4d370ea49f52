// The kind `docker`: running containers with certain labels, of Docker or Podman on this machine.
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { oneOrMore } from '../../source/fields.js';
import { pollKeys, pollTimes } from '../poll-keys.js';
import type { SourceKind } from '../source.js';
import type { DockerSettings } from './spec.js';

const LABEL = 'expected a label such as rondo.pool=api, or a list of them';
const SOCKET = 'expected the absolute path of a socket, such as /run/podman/podman.sock';
const USUAL_SOCKET = '/var/run/docker.sock';
/** Events of the daemon are heard at once; this is for what was missed. */
const INTERVAL_MS = 10_000;
const MAX_LABELS = 16;

const keys = {
  label: oneOrMore(z.string({ error: LABEL }).regex(/^[^\s=]{1,200}(?:=.{0,200})?$/, { error: LABEL }), LABEL)
    .refine(list => list.length > 0 && list.length <= MAX_LABELS, { error: LABEL })
    .describe('Label of the containers, as NAME or NAME=VALUE, or a list of labels that each of them has'),
  network: z
    .string()
    .min(1)
    .max(200)
    .describe('Network whose addresses are taken; default: the first by name')
    .optional(),
  socket: z
    .string({ error: SOCKET })
    .refine(text => isAbsolute(text), { error: SOCKET })
    .describe(`Socket of the daemon; default: ${USUAL_SOCKET}`)
    .optional(),
  ...pollKeys,
};

interface DockerInput {
  readonly label: readonly string[];
  readonly network?: string | undefined;
  readonly socket?: string | undefined;
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
}

export const docker = {
  mainKey: 'label',
  keys,
  settle: ({ label: labels, network, socket = USUAL_SOCKET, ...times }) => ({
    socket,
    labels,
    ...(network === undefined ? {} : { network }),
    ...pollTimes(times, INTERVAL_MS),
  }),
  label: ({ socket, labels }) =>
    `docker ${labels.join(' ')}${socket === USUAL_SOCKET ? '' : ` at ${socket}`}`,
  load: () => import('./run.js'),
} satisfies SourceKind<DockerInput, DockerSettings>;
