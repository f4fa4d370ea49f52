// Where a server keeps things of its own: beside the file with what operators have said of its members.

/** @param ending of the name, such as `serials.json`, which takes the place of `json` */
export function besideState(stateFile: string, ending: string): string {
  return `${stateFile.replace(/\.json$/, '')}.${ending}`;
}
