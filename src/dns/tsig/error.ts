// Errors that a TSIG record carries (RFC 8945 §3, §5.2), beside the response code of the message.

export const TSIG_ERROR = { NONE: 0, BADSIG: 16, BADKEY: 17, BADTIME: 18, BADTRUNC: 22 } as const;
export type TsigError = (typeof TSIG_ERROR)[keyof typeof TSIG_ERROR];

const names = new Map<number, string>(Object.entries(TSIG_ERROR).map(([text, number]) => [number, text]));

/** The mnemonic of an error, or `error nn`. */
export function tsigErrorToText(error: number): string {
  return names.get(error) ?? `error ${error}`;
}
