// What rondo.yaml says of the names of a list.
import type { NameList } from '../../image/name-part.js';

/** How the names of a list are to be treated. */
export interface ListSettings {
  /** As the list is shown. */
  readonly label: string;
  readonly answer: NameList['answer'];
  /** Whether its names are not to be blocked, whatever other lists say. */
  readonly isAllow: boolean;
}
