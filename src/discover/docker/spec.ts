// What is settled about a source of the kind `docker`.
import type { PollTimes } from '../polling.js';

export interface DockerSettings extends PollTimes {
  readonly socket: string;
  /** NAME or NAME=VALUE; a container has all of them. */
  readonly labels: readonly string[];
  /** The network whose addresses are taken; the first by name when absent. */
  readonly network?: string;
}
