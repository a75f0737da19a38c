import type { Card } from '../../../src/domain/card.ts';
import type { Event, Reply } from '../../../src/domain/event.ts';
import { silentLog } from '../../../src/log.ts';
import {
  createDingTalkPlatform,
  type DingTalkConfig,
} from '../../../src/platforms/dingtalk/dingtalk-platform.ts';
import type { Platform } from '../../../src/platforms/platform.ts';
import type { DingTalkSimulatorOptions } from '../../../src/simulator/dingtalk/options.ts';
import type { DingTalkSimulator } from '../../../src/simulator/dingtalk/simulator.ts';
import type { CardMessage } from '../../../src/simulator/dingtalk/world.ts';
import { systemClock } from '../../../src/time.ts';
import { recording } from '../../contracts/recording.ts';
import { openDingTalk, ours } from './bench.ts';

export type Stage = AsyncDisposable & {
  dingtalk: DingTalkSimulator;
  platform: Platform;
  inbound: ReturnType<typeof recording>;
  /** The cards of ours that a group or direct chat shows. */
  cards: (place: string) => CardMessage[];
};

/** A started platform beside the simulator; `flow` says what people are told. */
export async function openStage(
  config: Partial<DingTalkConfig> = {},
  flow: (event: Event) => Reply = () => ({ kind: 'none' }),
  options: Partial<DingTalkSimulatorOptions> = {},
): Promise<Stage> {
  const { dingtalk, config: base } = await openDingTalk(options);
  const { platform } = createDingTalkPlatform({ ...base, ...config }, { log: silentLog, clock: systemClock });
  const inbound = recording(flow);
  await platform.start(inbound);
  return {
    dingtalk,
    platform,
    inbound,
    cards: (place) => ours(dingtalk, place).filter((one) => one.kind === 'card'),
    async [Symbol.asyncDispose]() {
      await platform.stop();
      await dingtalk.stop();
    },
  };
}

export function signal(): AbortSignal {
  return AbortSignal.timeout(5_000);
}

/** A call to decide, as it goes to one person. */
export function notice(): Card {
  return {
    summary: 'shop → prod waits for you',
    parts: [
      {
        kind: 'text',
        text: [
          { kind: 'bold', text: 'Ship it?' },
          ' waits',
          '\n',
          { kind: 'link', text: 'Decide here', url: 'https://greenlight.example/decide?t=(1)&x=2' },
          '\nuntil ',
          { kind: 'time', at: Date.UTC(2026, 0, 2, 3, 4) },
        ],
      },
    ],
  };
}
