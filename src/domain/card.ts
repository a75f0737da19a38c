/**
 * What a room shows of a run, as data. Every platform renders the same card in one switch over its parts,
 * within its own limits; nothing in it is markup, so that no text can break out of its place.
 */

export type Tone = 'neutral' | 'running' | 'waiting' | 'good' | 'bad' | 'muted';

/** A run of text. Plain strings are shown as they are, character by character. */
export type Span =
  | string
  | { kind: 'bold'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; url: string }
  /** Notifies the person where `account` (their id on this platform) is known; else only the name is shown. */
  | { kind: 'mention'; name: string; account?: string }
  /** Notifies all members of the room, where the platform can; `text` is what they are called. */
  | { kind: 'everyone'; text: string }
  /** A moment, shown in the reader's own time zone where the platform can. Milliseconds since the epoch. */
  | { kind: 'time'; at: number };

export type Text = readonly Span[];

export type Verdict = 'approve' | 'reject';

/** A button names its approval and the gate's attempt, nothing else: what it means is looked up, never trusted. */
export type Action = {
  approval: number;
  attempt: string;
  verdict: Verdict;
  label: string;
  style: 'primary' | 'danger' | 'plain';
  /** Asked before the verdict counts: in the card where the platform can, else in a dialog that follows the click. */
  asks?: Form;
};

type Field = {
  /** Name of the value in the answer. */
  id: string;
  label: string;
  /** `choice`: one of `options`. */
  kind: 'line' | 'lines' | 'choice';
  options?: readonly string[];
  required: boolean;
  placeholder?: string;
  /** In characters. */
  maxLength: number;
};

/** A dialog for one person. `subject` travels with it and comes back with the values. */
export type Form = {
  title: string;
  text?: string;
  fields: readonly Field[];
  submit: string;
  cancel: string;
  /** What to do where the platform has no dialogs. */
  instead: string;
  subject: { approval: number; attempt: string; verdict: Verdict };
};

export type StepMark = 'pending' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped';

export type Part =
  | { kind: 'title'; text: string; tone: Tone }
  | { kind: 'fields'; fields: readonly { label: string; value: Text }[] }
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'steps'; steps: readonly { mark: StepMark; title: string; note?: Text; depth: number }[] }
  | { kind: 'text'; text: Text }
  | { kind: 'divider' }
  | { kind: 'actions'; actions: readonly Action[] }
  | { kind: 'footnote'; text: Text };

/** `summary` is the plain line for notifications, screen readers and clients that cannot show cards. */
export type Card = { summary: string; parts: readonly Part[] };
