/** Sends one claimed notice of a workflow's own step. It is sent once or not at all, and what became of it lets the step go on. */
import type { StepChannels } from '../channels/channel.ts';
import { type StepOutlet, stepOutlet } from '../domain/notice.ts';
import { UpstreamError } from '../errors.ts';
import type { NoticeRow } from '../store/notices.ts';
import { withTimeout } from '../time.ts';
import type { OutboxDeps } from './dispatcher.ts';
import { createNoticeDesk } from './notice-desk.ts';
import type { Pacing, Place } from './pacing.ts';

/** With the pauses between them, a minute: about as long as KubeVela tries (0.05 · 2^n seconds, ten times). */
const MAX_TRIES = 8;
/** A message that is throttled for a day is stale. */
const GIVE_UP_MS = 24 * 3600 * 1000;
/** Where nobody says for how long. */
const THROTTLED_MS = 60_000;

/** Resolves with the milliseconds after which the dispatcher should look again. */
export function createStepSender(
  deps: OutboxDeps,
  outlet: StepOutlet,
  channels: StepChannels,
  pacing: Pacing,
): (notice: NoticeRow, place: Place) => Promise<number> {
  const { clock, log } = deps;
  const { requestMs } = channels.limits[outlet];
  const desk = createNoticeDesk(
    deps,
    {
      id: stepOutlet(outlet),
      settleMs: 0,
      // What may have been sent is not sent again: somebody looks there and retries the step.
      repeats: () => 'never',
      hopeless: [],
    },
    pacing,
  );

  return async function send(notice, place) {
    const { subject } = notice;
    if (subject.kind !== 'step') return await desk.drop(notice, 'not-for-a-step');
    if (notice.begun !== 'none') return await desk.drop(notice, 'unknown');
    try {
      const channel = await channels.open(subject);
      place.use();
      await withTimeout(clock, requestMs, (signal) =>
        channel.send(
          {
            // Never shown: a workflow's own object stands in place of a card.
            card: { summary: '', parts: [] },
            language: 'en',
            mentions: { people: [], everyone: false },
            fact: { type: 'step', subject: `run/${notice.run}`, at: notice.createdAt },
            raw: subject.message,
          },
          notice.key,
          signal,
        ),
      );
      return await desk.sent(notice, {});
    } catch (cause) {
      // The step fails by it and says so: nobody has to look for it among what could not be sent.
      if (cause instanceof UpstreamError) {
        if (isOver(notice, cause, clock.now())) return await desk.drop(notice, cause.code);
        if (cause.outcome === 'throttled') return await wait(notice, cause);
      }
      return await desk.failed(notice, cause);
    }
  };

  /** It did nothing and says when to come back: no failure, of which only a few are borne. */
  async function wait(notice: NoticeRow, cause: UpstreamError): Promise<number> {
    const ms = cause.retryAfterMs ?? THROTTLED_MS;
    log.warn(
      { notice: notice.id, to: stepOutlet(outlet), code: cause.code, retryAfterMs: ms },
      'a notice could not be sent yet',
    );
    pacing.block(stepOutlet(outlet), 'post', notice.room, clock.now() + ms);
    return await desk.later(notice, ms);
  }
}

/** What is refused stays refused until somebody mends it and retries the step. `failures`: how often it was unreachable. */
function isOver({ failures, createdAt }: NoticeRow, { outcome }: UpstreamError, now: number): boolean {
  switch (outcome) {
    case 'rejected':
      return true;
    case 'unreachable':
      return failures + 1 >= MAX_TRIES;
    case 'throttled':
      return now - createdAt > GIVE_UP_MS;
    case 'unknown':
      return false;
  }
}
