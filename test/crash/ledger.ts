/** What the commands of the target did in the world: each writes a line when it begins and one when it ends. */
import { readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the component, says that it began, works for as long as the component says, says that it ended. No shell of the product is involved. */
const SCRIPT = `#!/bin/sh
IFS= read -r input
hold=\${input#*'"hold":'}
hold=\${hold%%[!0-9.]*}
printf 'begin %s %s %s\\n' "$PPID" "$$" "$input" >> "$1"
sleep "$hold"
printf 'end %s %s %s\\n' "$PPID" "$$" "$input" >> "$1"
`;

export type Line = {
  kind: 'begin' | 'end';
  /** The process that the server started to run the command; it leads the command's process group. */
  leader: number;
  pid: number;
  tag: string;
  /** How many seconds it works. */
  hold: number;
  step: string;
  /** The engine's name for this attempt of the step. */
  attempt: string;
};

export type Ledger = {
  script: string;
  file: string;
  /** What the file holds now. */
  lines(): readonly Line[];
  onLine(listener: (line: Line) => void): () => void;
  close(): void;
};

export function openLedger(folder: string): Ledger {
  const script = join(folder, 'target.sh');
  const file = join(folder, 'ledger');
  writeFileSync(script, SCRIPT, { mode: 0o755 });
  writeFileSync(file, '');
  let known: Line[] = [];
  let size = 0;
  const listeners = new Set<(line: Line) => void>();
  const watcher = watch(file, look);
  let closed = false;

  function look(): void {
    // A change may be told of after the end, when the folder is gone.
    const there = statSync(file, { throwIfNoEntry: false });
    if (closed || there === undefined || there.size === size) return;
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    size = Buffer.byteLength(whole);
    const all = whole.split('\n').slice(0, -1).map(readLine);
    const fresh = all.slice(known.length);
    known = all;
    for (const line of fresh) for (const listener of listeners) listener(line);
  }

  return {
    script,
    file,
    lines() {
      look();
      return known;
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      watcher.close();
    },
  };
}

type Input = {
  properties: { tag: string; hold: number };
  context: { stepName: string; stepSessionID: string };
};

function readLine(text: string): Line {
  const [, kind, leader, pid, json = ''] = /^(begin|end) (\d+) (\d+) (.*)$/.exec(text) ?? [];
  const { properties, context } = JSON.parse(json) as Input;
  return {
    kind: kind === 'begin' ? 'begin' : 'end',
    leader: Number(leader),
    pid: Number(pid),
    tag: properties.tag,
    hold: properties.hold,
    step: context.stepName,
    attempt: context.stepSessionID,
  };
}
