// What is settled about an exec probe.

export interface ExecSpec {
  /** The command, as a path or as a name to be found in PATH, and its arguments. */
  readonly command: readonly string[];
}
