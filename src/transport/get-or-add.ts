// What a map holds under a key, made when there is nothing yet.

export function getOrAdd<Value>(map: Map<string, Value>, key: string, make: (key: string) => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
