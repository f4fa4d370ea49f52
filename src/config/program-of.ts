// The program whose configuration a text looks like: of the names of zones and of files to import alike.

const some = (pattern: RegExp) => (lines: readonly string[]) => lines.some(line => pattern.test(line));

/** The head of a server block of CoreDNS: names, each perhaps with a port, and a brace. */
function isBlockLabel(line: string): boolean {
  const words = line.split(/\s+/);
  return words.length > 1 && words.pop() === '{' && words.every(word => BLOCK_LABEL.test(word));
}

const BLOCK_LABEL = /^(?:\w+:\/\/)?[\w.*/-]*(?::\d+)?,?$/;

const COREDNS =
  /^(?:file|auto|forward|hosts|cache|kubernetes|etcd|health|ready|errors|log|import|template|rewrite|bind|prometheus|loadbalance|secondary|whoami)(?:\s[^;]*)?$/;

/** Whether lines look like the configuration of a program, by the word that `rondo import --from` takes. */
export const PROGRAM_LOOKS = {
  named: some(
    /^(?:options|view\s+"?[\w-]+"?|acl\s+"?[\w-]+"?|zone\s+"[^"]*"(?:\s+\w+)?)\s*\{|^(?:zone|include)\s+"[^"]*"\s*[;{]?/,
  ),
  gdnsd: some(/^"?(?:options|service_types|plugins)"?\s*=/),
  haproxy: some(/^(?:global|defaults|(?:backend|listen|frontend)\s+[\w.:-]+)(?:\s+from\s+\S+)?$/),
  coredns: (lines: readonly string[]) => lines.some(isBlockLabel) && some(COREDNS)(lines),
  nginx: some(/^(?:http|events|stream|server|upstream\s+[\w.:-]+)\s*\{/),
};

type Program = keyof typeof PROGRAM_LOOKS;

const PROGRAMS = Object.keys(PROGRAM_LOOKS) as Program[];

/** What people call them. */
const TITLES: Readonly<Record<Program, string>> = {
  named: 'BIND',
  gdnsd: 'gdnsd',
  haproxy: 'HAProxy',
  coredns: 'CoreDNS',
  nginx: 'nginx',
};

/** Lines without comments and blanks, of which the first ones are looked at. */
export function linesOf(text: string): string[] {
  return text
    .slice(0, 262_144)
    .split('\n')
    .map(line => line.replace(/(?:^|\s)(?:#|;|\/\/).*/, '').trim())
    .filter(line => line !== '')
    .slice(0, 2_000);
}

/** The name of the program, as people write it; undefined when the text looks like that of none. */
export function programOf(text: string): string | undefined {
  const lines = linesOf(text);
  const found = PROGRAMS.find(program => PROGRAM_LOOKS[program](lines));
  return found === undefined ? undefined : TITLES[found];
}
