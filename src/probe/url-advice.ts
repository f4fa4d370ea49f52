// What somebody meant who wrote something other than a path under `http:` or `https:`.

/** The keys that say the same as a URL of HTTP; undefined when the text is none. The members are asked, whatever host it names. */
export function urlKeys(text: string): string | undefined {
  const [, scheme, host, port, path] =
    /^(https?):\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[\x21-\x7e]*)?$/i.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const isName = /[a-z]/i.test(host) && !host.startsWith('[') && !/^localhost$/i.test(host);
  return [
    `${scheme.toLowerCase()}: ${path ?? '/'}`,
    ...(port === undefined ? [] : [`port: ${port}`]),
    ...(isName ? [`host: ${host}`] : []),
  ].join(', ');
}

/** What to write in place of a value that is no path; undefined when it is one, or nothing is known. */
export function pathAdvice(value: unknown): string | undefined {
  if (value === null || value === true || value === '')
    return 'write the path that is asked for, such as `/`';
  if (typeof value === 'number')
    return `a port stands beside the path: write \`/\` here, and \`port: ${value}\``;
  if (typeof value === 'object' && !Array.isArray(value))
    return 'write the path itself here, and the other keys beside it';
  if (typeof value !== 'string') return undefined;
  if (/^(?:yes|on|true)$/i.test(value)) return 'write the path that is asked for, such as `/`';
  if (/^(?:no|off|false|none)$/i.test(value)) return undefined;
  const keys = urlKeys(value);
  if (keys !== undefined) return `write \`${keys}\`: the members are asked, at their own addresses`;
  const [, method, asked] = /^([A-Z]{3,8})\s+(\/[\x21-\x7e]*)(?:\s+HTTP\/[\d.]+)?$/.exec(value) ?? [];
  if (method !== undefined)
    return method === 'GET'
      ? `write ${asked}: GET is what is sent`
      : `write ${asked} here, and \`method: ${method}\``;
  return /^[\w.~-]+(?:\/[\w.~/-]*)?(?:\?[\w=&.-]*)?$/.test(value) && !/^\d+$/.test(value)
    ? `a path begins with a slash: /${value}`
    : undefined;
}
