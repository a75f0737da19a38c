import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import { createSlackPlatform } from '../../../src/platforms/slack/slack-platform.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { recording } from '../../contracts/recording.ts';
import { until as untilTrue } from '../../until.ts';
import { ADA, openSlack, ROOM, until } from './bench.ts';

/** Ten times faster for our own waiting; the SDK's watchdog has its own time and takes about seven seconds. */
const hasty: Clock = {
  now: () => systemClock.now(),
  after: (ms, fire) => systemClock.after(ms / 10, fire),
};

void test('connections that fall silent without closing are noticed and replaced', async () => {
  const { slack, config } = await openSlack();
  const { platform } = createSlackPlatform(config, { log: silentLog, clock: hasty });
  try {
    await platform.start(recording(() => ({ kind: 'none' })));
    await until(() => slack.connections() === 2);
    const opened = (): number =>
      slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
    slack.faults.mute(true);
    await until(() => opened() > 2, 15_000);
    slack.faults.mute(false);
    const isHeard = async () => (await slack.people.command(ADA, ROOM, '/flow', 'list')).acked;
    await untilTrue('a command is heard', isHeard);
    await until(() => slack.connections() === 2, 15_000);
  } finally {
    await platform.stop();
    await slack.stop();
  }
});
