// What is settled about a source of the kind `file`.

export interface FileSettings {
  /** Paths; the last segment may be a pattern. */
  readonly paths: readonly string[];
}
