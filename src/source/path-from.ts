// Paths as files name them: relative ones begin in a folder, such as that of the file.
import { isAbsolute, join } from 'node:path';

/** Where a path leads. @param folder where relative ones begin */
export function pathFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}
