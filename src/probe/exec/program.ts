// Whether a program could be run, as far as that can be seen without running it.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Doubt } from '../../source/problem.js';
import { readHead } from '../../source/regular-file.js';
import { strangerAt } from '../../source/strangers.js';

/** The longest first line of a script that is looked at, in octets. */
const MAX_HEAD = 256;

/** What stands at a path in place of a program; undefined when it may be run. */
function obstacle(path: string): Doubt | undefined {
  try {
    const status = statSync(path);
    if (status.isDirectory())
      return { message: `${path} is a folder`, hint: 'write the path of a program in it' };
    accessSync(path, constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES')
      return { message: `this user may not run ${path}`, hint: `\`chmod +x ${path}\` makes it a program` };
    return {
      message: `there is no program ${path}`,
      hint: 'a path with a slash is relative to the folder of this file; a name alone is looked for in the PATH',
    };
  }
  const stranger = strangerAt(path);
  // Who else may depends on the user who runs the server.
  return stranger?.who === 'anybody'
    ? {
        message: `${stranger.may}, so the server does not run ${path}`,
        hint: `\`${stranger.remedy} ${stranger.path}\` ends that`,
      }
    : scriptDoubt(path);
}

/** The first word after `#!` has to be there, too; Windows' line ends make another name of it. */
function scriptDoubt(path: string): Doubt | undefined {
  let head: string;
  try {
    head = Buffer.from(readHead(path, MAX_HEAD).bytes).toString('latin1');
  } catch {
    return undefined;
  }
  if (head.startsWith('\x7fELF')) return undefined;
  const line = /^#!\s*([^\n]*)/.exec(head)?.[1];
  // Other systems have other formats of programs: what is text is none.
  if (line === undefined)
    return /^[\t\r\n -~]+$/.test(head)
      ? {
          message: `${path} is no program`,
          hint: 'a script begins with #! and its interpreter, such as #!/bin/sh',
        }
      : undefined;
  const [interpreter = ''] = line.split(/[ \t]/);
  if (interpreter.endsWith('\r'))
    return {
      message: `the first line of ${path} ends as in Windows`,
      hint: 'save it with line ends of Unix',
    };
  return statSync(interpreter, { throwIfNoEntry: false }) === undefined
    ? {
        message: `${path} begins with #!${interpreter}, which is not there`,
        hint: 'write the path of its interpreter',
      }
    : undefined;
}

/**
 * What is doubtful about a command; undefined when it can be run here and now.
 * @param command a path, or a name to be found in PATH
 * @param folder of the file that names it
 */
export function programDoubt(command: string, folder: string): Doubt | undefined {
  if (command.includes('/')) return obstacle(command);
  const folders = (process.env.PATH ?? '').split(delimiter).filter(each => each !== '');
  if (folders.some(each => obstacle(join(each, command)) === undefined)) return undefined;
  const hint = existsSync(join(folder, command)) ? `write ./${command}` : 'write its whole path';
  return { message: `there is no program ${command} in the PATH`, hint };
}
