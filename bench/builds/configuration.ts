// What two builds are given to read, and what each makes of it.

/** What `rondo check` is called with. */
export interface Configuration {
  readonly name: string;
  readonly cwd: string;
  /** Without it and without files, ./rondo.yaml. */
  readonly config?: string;
  readonly files?: readonly string[];
}

/** What a build makes of one configuration. */
export interface Reading {
  readonly name: string;
  /** What `rondo check` prints, and its exit status. */
  readonly problems: string;
  readonly exitCode: number;
  readonly zones: number;
  /** The shared memory of all compiled zones, deflated, in Base64; sorted. None when there are errors. */
  readonly images: readonly string[];
}
