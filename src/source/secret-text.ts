// Secrets in lines of a file that are shown with a mistake: they must not come into a log.

/** What stands behind the name of the key, up to the end of the value. */
const SECRETS: readonly RegExp[] = [
  /\b(?:webhook|slack[\w-]*|discord[\w-]*)["']?\s*:\s*[["']*(?:https?:\/\/)?(?<secret>[^\s"',{}[\]]+)/gi,
  // Under another key the host may be shown: it may be what is wrong.
  /\b[\w-]*ur[li]["']?\s*:\s*["']?https?:\/\/[^\s"',{}/]+\/(?<secret>[^\s"',{}[\]]+)/gi,
  /(?:\bnotify["']?\s*:|^\s*-)[\s[]*["']?https?:\/\/(?<secret>[^\s"',{}\]]+)/gi,
  // What ends like base64 is most often a key, under whatever name it stands.
  /(?<![\w+/])(?<secret>[A-Za-z0-9+/]{14,}={1,2})(?!=)/g,
  // A list of secrets, in the line of its key or with a line for each.
  /\bsecret["']?\s*:\s*\[(?<secret>[^\]]*)/gi,
  /^\s*-\s*["']?(?<secret>[0-9a-f]{16,})["']?\s*$/gi,
  /\bcookies?["']?\s*:\s*["']?(?<secret>[0-9a-f]{16,})/gi,
  /\b(?:[\w-]*auth[\w-]*|[\w-]*token[\w-]*|[\w-]*secret|password)["']?\s*:\s*(?:"(?<quoted>[^"]*)"|'(?<single>[^']*)'|(?<secret>[^\s"',{}[\]][^,{}]*))/gi,
];

/** The line with dots in place of secrets: of the same length, so that places in it stay. */
export function withoutSecrets(line: string): string {
  let shown = line;
  for (const pattern of SECRETS)
    shown = shown.replace(pattern, (whole, ...rest) => {
      const groups = rest.at(-1) as Record<string, string | undefined>;
      const secret = groups.secret ?? groups.quoted ?? groups.single ?? '';
      return whole.replace(secret, '·'.repeat(secret.length));
    });
  return shown;
}
