/** How much of a card's parts is shown; lengths in the platform's own unit of text. */
export type Detail = {
  text: number;
  fields: number;
  field: number;
  steps: number;
  stepTitle: number;
  stepNote: number;
  buttons: number;
};

/** What a piece of a card counts against the vendor's two ceilings: pieces and size. */
export type Weight = { count: number; size: number };

/** The most important pieces that fit into `room` together, in their own order. `importance`: 0 comes first. */
export function mostImportant<T>(
  all: readonly T[],
  room: Weight,
  { importance, weigh }: { importance: (piece: T) => number; weigh: (piece: T) => Weight },
): T[] {
  const kept = new Set<T>();
  let { count: places, size: left } = room;
  for (const piece of [...all].sort((a, b) => importance(a) - importance(b))) {
    const { count, size } = weigh(piece);
    if (count > places || size > left) continue;
    kept.add(piece);
    places -= count;
    left -= size;
  }
  return all.filter((piece) => kept.has(piece));
}
