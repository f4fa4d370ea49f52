// What is settled about a file probe.

export interface FileSpec {
  /** The file that says which members are up. */
  readonly path: string;
}
