// One who follows the events, and who has to leave when there are too many.
import type { ServerEvent } from '../view/event.js';

export interface Follower {
  /** Who is bound by limits together with it; undefined for whoever runs the server. */
  readonly client: string | undefined;
  take(event: ServerEvent): void;
  /** Has it leave. */
  end(): void;
}

/** The part of the places that those may have who do not run the server. */
const OTHERS_PART = 0.5;

/** The oldest of the client that has most. */
function ofGreediest(followers: readonly Follower[]): Follower {
  const byClient = new Map<string | undefined, Follower[]>();
  for (const each of followers) {
    const own = byClient.get(each.client);
    if (own === undefined) byClient.set(each.client, [each]);
    else own.push(each);
  }
  const [most] = [...byClient.values()].sort((one, other) => other.length - one.length);
  return most[0];
}

/**
 * Who makes room for one more: a newcomer always finds a place, and nobody has it by having come first.
 * @param followers the oldest first
 * @param most how many there may be
 * @returns undefined when there is room
 */
export function whoLeaves(
  followers: readonly Follower[],
  { client }: Pick<Follower, 'client'>,
  most: number,
): Follower | undefined {
  const others = followers.filter(each => each.client !== undefined);
  if (client !== undefined && others.length >= Math.max(1, Math.floor(OTHERS_PART * most)))
    return ofGreediest(others);
  return followers.length >= most ? ofGreediest(followers) : undefined;
}
