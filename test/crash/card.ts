/** A card as a person reads it, whatever the chat: from its text without the chat's markup, and its buttons. */

export type Verdict = 'approve' | 'reject';

/** A question with buttons. `title` is what the card calls it. */
export type OpenGate = { approval: number; attempt: string; title: string };
/** `where`: the chat in which it was decided. */
export type SettledGate = { title: string; verdict: Verdict; by: string; where: string };

export type Card = {
  /** The number that people use in commands. */
  number: number;
  tag: string;
  environment: string;
  status: string;
  open: readonly OpenGate[];
  settled: readonly SettledGate[];
  /** Everything that it says, without markup. */
  text: string;
};

const FINAL = new Set(['succeeded', 'failed', 'stopped']);

export function isOver(card: Card): boolean {
  return FINAL.has(card.status);
}

const TITLE = / → (\S+) · #(\d+)$/m;
const SETTLED = /[✅⛔] ([^\n]+?) · (Approved|Rejected) by (.+?) · (Slack|Feishu|DingTalk) · /gu;
const WAITING = /^⏸ (.+)$/mu;

/** Undefined for a text that is no card of a run. Buttons of one question at a time: no run of the test has more. */
export function cardIn(text: string, buttons: readonly Omit<OpenGate, 'title'>[]): Card | undefined {
  const [, environment, number] = TITLE.exec(text) ?? [];
  const tag = /^tag:?\s(\S+)$/m.exec(text)?.[1];
  const status = /^Status:?\s(\S+)$/m.exec(text)?.[1];
  if (environment === undefined || tag === undefined || status === undefined) return undefined;
  const title = WAITING.exec(text)?.[1] ?? '';
  const gates = new Map(buttons.map((gate) => [gate.approval, { ...gate, title }]));
  return {
    number: Number(number),
    tag,
    environment,
    status,
    open: [...gates.values()],
    settled: [...text.matchAll(SETTLED)].map(([, gate = '', how, by = '', where = '']) => ({
      title: gate,
      verdict: how === 'Approved' ? 'approve' : 'reject',
      by,
      where,
    })),
    text,
  };
}

/** What a card says without the signs around it: the same on every chat. */
export function wordsOf({ text }: Card): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Reads each state of a message once. */
export function createReader<State extends object>(
  read: (state: State) => Card | undefined,
): (state: State) => Card | undefined {
  const known = new WeakMap<State, Card | undefined>();
  return (state) => {
    if (!known.has(state)) known.set(state, read(state));
    return known.get(state);
  };
}
