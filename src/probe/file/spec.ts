// What is settled about a file probe.

export interface FileSpec {
  /** The file that says which members are up. */
  readonly path: string;
  /** How long its last word counts when it is gone or cannot be understood, in ms. */
  readonly keep: number;
}
