import { type Answer, type ListLine, say } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import type { Person } from '../domain/directory.ts';
import type { Event } from '../domain/event.ts';
import { LOG_LINK_MS } from '../domain/link.ts';
import { isFromApi } from '../domain/platform-ability.ts';
import { stepAt } from '../domain/run.ts';
import type { StepLog } from '../domain/step-log.ts';
import { type RunRow, runById } from '../store/runs.ts';
import type { FlowContext } from './context.ts';
import { mayRead } from './may-read.ts';
import { findStep, noStep } from './run-step.ts';
import { notReadable } from './world.ts';

/** What an answer in a chat has room for. */
const LINES = 20;
const CHARACTERS = 1500;

/** `/flow logs <run> [step]`: the last lines that a step's command wrote, and a personal link to all of it. */
export async function tellLogs(
  context: FlowContext,
  person: Person,
  event: Event,
  asked: Extract<Command, { run: number; step: string | undefined }>,
): Promise<Answer> {
  const { tx, logs = [], links, now } = context;
  const run = await runById(tx, asked.run);
  if (run === undefined) return say('run.unknown', 'bad', { run: asked.run });
  const permission = await mayRead(context, person.id, run);
  if (!permission.allowed) return notReadable(permission, run.id);
  const step = asked.step === undefined ? undefined : findStep(run, asked.step);
  if (asked.step !== undefined && step === undefined) return noStep(run, asked.step);
  const path = step?.path ?? mostWanted(run, logs);
  const own = logs.filter((log) => log.step === path);
  if (path === undefined || own.length === 0) return say('logs.none', 'neutral', { run: run.id });
  const { shown, cut } = lastOf(own);
  const lines: ListLine[] = shown.map((line) => ({ code: 'line.log', data: { line } }));
  if (cut) lines.unshift({ code: 'line.log-cut', data: {} });
  // Before the lines: a chat that has no room for all of them leaves out the end.
  if (links !== undefined && !isFromApi(event.actor)) {
    const { platform, id: account } = event.actor;
    const url = links.address({ kind: 'logs', run: run.id, platform, account }, now + LOG_LINK_MS);
    lines.unshift({ code: 'line.log-page', data: { ms: LOG_LINK_MS, url } });
  }
  const title = stepAt(run.snapshot?.steps ?? [], path)?.title ?? path;
  return { kind: 'list', heading: 'list.logs', data: { run: run.id, title }, lines, bare: true };
}

/** The step that failed, else the last one that wrote something. */
function mostWanted({ snapshot }: RunRow, logs: readonly StepLog[]): string | undefined {
  const failed = logs.find(({ step }) => stepAt(snapshot?.steps ?? [], step)?.phase === 'failed');
  return failed?.step ?? logs.at(-1)?.step;
}

function lastOf(logs: readonly StepLog[]): { shown: string[]; cut: boolean } {
  const all = logs.flatMap(({ lines, stream }) =>
    lines.map((line) => (stream === 'stderr' ? `! ${line}` : line)),
  );
  const shown: string[] = [];
  let room = CHARACTERS;
  for (const line of all.slice(-LINES).toReversed()) {
    const fits = line.length > room && shown.length === 0 ? `…${line.slice(1 - room)}` : line;
    room -= fits.length;
    if (room < 0) break;
    shown.unshift(fits);
  }
  return { shown, cut: shown.length < all.length || logs.some(({ cut }) => cut) };
}
