/** The grammar of what keeps runs from starting, and of what starts them later. */
import { type Mistake, mistake, type Pairs, parsePairs, splitWords } from './command-words.ts';

export type HoldCommand =
  | { kind: 'lock'; app: string; environment: string; reason: string | undefined }
  | { kind: 'unlock'; app: string; environment: string }
  /** To be told when it is free; not to be told after all. */
  | { kind: 'wait'; app: string; environment: string }
  | { kind: 'unwait'; app: string; environment: string }
  /** `at` is as it was typed. */
  | { kind: 'schedule'; app: string; environment: string; parameters: Pairs; at: string }
  | { kind: 'schedules' }
  | { kind: 'unschedule'; schedule: number };

export const HOLD_USAGE = {
  lock: '/flow lock <app> <environment> because …',
  unlock: '/flow unlock <app> <environment>',
  wait: '/flow wait <app> <environment>',
  unwait: '/flow unwait <app> <environment>',
  schedule: '/flow schedule <app> <environment> [name=value …] at <time, such as 22:00 or 2026-12-01 22:00>',
  schedules: '/flow schedule list',
  unschedule: '/flow schedule cancel <number>',
} as const;

/** What follows `flow`. Undefined for another verb. What follows `because` is taken as it is. */
export function parseHold(text: string): HoldCommand | Mistake | undefined {
  const [, verb = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/u.exec(text.trim()) ?? [];
  switch (verb.toLowerCase()) {
    case 'lock': {
      const [, before = '', reason] =
        /^([\s\S]*?)(?:(?:^|\s)(?:because\b:?|因为[:：]?)\s*([\s\S]*))?$/iu.exec(rest) ?? [];
      return inPlace(before, HOLD_USAGE.lock, (place) => ({
        kind: 'lock',
        ...place,
        reason: reason?.trim(),
      }));
    }
    case 'unlock':
      return inPlace(rest, HOLD_USAGE.unlock, (place) => ({ kind: 'unlock', ...place }));
    case 'wait': {
      const [, before] = OFF.exec(rest) ?? [];
      return before === undefined
        ? inPlace(rest, HOLD_USAGE.wait, (place) => ({ kind: 'wait', ...place }))
        : inPlace(before, HOLD_USAGE.unwait, (place) => ({ kind: 'unwait', ...place }));
    }
    case 'unwait':
      return inPlace(rest, HOLD_USAGE.unwait, (place) => ({ kind: 'unwait', ...place }));
    case 'schedule':
      return parseSchedule(rest);
    default:
      return undefined;
  }
}

/** `wait shop prod off`, with or without the dashes that phones make one of; as `delegate off`. A place is before it: an environment may be called so. */
const OFF = /^\s*(\S+\s+\S+)\s+(?:--|—|–)?(?:off|取消|不用了)[.。!！]?\s*$/iu;

function inPlace(
  text: string,
  usage: string,
  make: (place: { app: string; environment: string }) => HoldCommand,
): HoldCommand | Mistake {
  const words = splitWords(text);
  if (words === undefined) return { kind: 'mistake', problem: 'quote', near: text, usage };
  const [app, environment, ...more] = words;
  if (app === undefined || environment === undefined || more.length > 0) return mistake(text.trim(), usage);
  return make({ app, environment });
}

function parseSchedule(text: string): HoldCommand | Mistake {
  const usage = HOLD_USAGE.schedule;
  const words = splitWords(text);
  if (words === undefined) return { kind: 'mistake', problem: 'quote', near: text, usage };
  const [first = '', second, ...more] = words;
  if (first.toLowerCase() === 'list' && second === undefined) return { kind: 'schedules' };
  if (first.toLowerCase() === 'cancel' && more.length === 0) return parseUnschedule(second ?? '');
  const at = words.findLastIndex((word) => word.toLowerCase() === 'at');
  const time = words.slice(at + 1).join(' ');
  const [app, environment, ...pairs] = words.slice(0, Math.max(at, 0));
  if (time === '' || app === undefined || environment === undefined) return mistake(text.trim(), usage);
  if (app.includes('=') || environment.includes('=')) return mistake(text.trim(), usage);
  const parameters = parsePairs(pairs, usage);
  return Array.isArray(parameters)
    ? { kind: 'schedule', app, environment, parameters, at: time }
    : parameters;
}

function parseUnschedule(word: string): HoldCommand | Mistake {
  const usage = HOLD_USAGE.unschedule;
  const digits = /^#?(\d{1,15})$/.exec(word.normalize('NFKC'))?.[1];
  if (digits === undefined) return mistake(word, usage);
  return { kind: 'unschedule', schedule: Number(digits) };
}
