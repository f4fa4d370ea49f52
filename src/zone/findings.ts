// What checks find, as problems that are shown with their lines.
import type { Place, Problems, Severity } from '../source/problem.js';

/** The source line at a place, when the text is at hand. */
export type LineAt = (place: Place) => string | undefined;

/** Takes one finding. */
export type AddFinding = (severity: Severity, place: Place, message: string, hint?: string) => void;

/** Adds findings to the problems, each with its line. */
export function findingsTo(problems: Problems, lineAt: LineAt): AddFinding {
  return (severity, place, message, hint) => {
    const sourceLine = lineAt(place);
    problems.add({
      severity,
      place,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(sourceLine === undefined ? {} : { sourceLine }),
    });
  };
}
