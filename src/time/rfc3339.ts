// Moments as they are shown and kept.

/** @param ms milliseconds since 1970 */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
