// A folder of its own for one test file, with files written by name.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export class TempFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'rondo-test-')));

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file, with its folders. @returns its path */
  write(name: string, text: string | Uint8Array): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
