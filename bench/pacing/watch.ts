/** When something happened, and when the room could see it. */
export type ChangeKind = 'waiting' | 'decided' | 'final' | 'progress';

export type Change = { run: string; kind: ChangeKind; at: number; shownAt: number | undefined };

export type Watch = {
  /** State `version` of the run began to be. Each state has a number of its own, rising. */
  began(run: string, version: number, kind: Exclude<ChangeKind, 'decided'>): void;
  /** The card shows this state, and with it all before. */
  showed(run: string, version: number): void;
  /** Somebody can decide now, though the card may show an older state. */
  asked(run: string): void;
  /** Somebody clicked. */
  clicked(run: string): void;
  /** What was clicked shows that it is decided. */
  answered(run: string): void;
  readonly changes: readonly Change[];
};

export function createWatch(now: () => number): Watch {
  const changes: Change[] = [];
  /** What each run's card does not show yet. */
  const pending = new Map<string, { version: number; change: Change }[]>();
  const questions = new Map<string, Change>();
  const clicks = new Map<string, Change>();

  function note(run: string, kind: ChangeKind): Change {
    const change: Change = { run, kind, at: now(), shownAt: undefined };
    changes.push(change);
    return change;
  }

  function show(change: Change | undefined): void {
    if (change !== undefined) change.shownAt ??= now();
  }

  return {
    changes,
    began(run, version, kind) {
      const change = note(run, kind);
      if (kind === 'waiting') questions.set(run, change);
      pending.set(run, [...(pending.get(run) ?? []), { version, change }]);
    },
    showed(run, version) {
      const open = pending.get(run) ?? [];
      for (const one of open) if (one.version <= version) show(one.change);
      pending.set(
        run,
        open.filter((one) => one.version > version),
      );
    },
    asked: (run) => show(questions.get(run)),
    clicked: (run) => void clicks.set(run, note(run, 'decided')),
    answered: (run) => show(clicks.get(run)),
  };
}
