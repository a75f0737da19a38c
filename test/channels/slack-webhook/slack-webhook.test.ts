import { createSlackWebhook } from '../../../src/channels/slack-webhook/slack-webhook.ts';
import { openSlackHook, SLACK_PATH } from '../../../src/simulator/channels/slack-hook.ts';
import { type ChannelBench, channelContract, type OpenOptions } from '../../contracts/channel.ts';
import { clocks, hookBench, REQUEST_MS } from '../hook-bench.ts';

async function open(options: OpenOptions = {}): Promise<ChannelBench> {
  const { clock, ours } = clocks(options);
  const hook = await openSlackHook(clock);
  const config = { id: 'slack-hook', url: hook.url, requestMs: options.requestMs ?? REQUEST_MS };
  return hookBench({
    hook,
    clock,
    channel: createSlackWebhook(config, { clock: ours }),
    person: { name: 'Ada', accounts: { slack: 'U0ADA' } },
    account: 'U0ADA',
    raw: { text: 'own words', attachments: [{ text: 'and an attachment' }] },
    secrets: ['slackWebhookSecret', SLACK_PATH],
    answers: {
      throttled: { status: 429, body: 'rate_limited' },
      refused: { status: 400, body: 'invalid_blocks' },
    },
  });
}

channelContract(
  {
    kind: 'slack-webhook',
    audience: 'room',
    keyed: false,
    shows: 'same',
    most: 13_200,
    unreached: true,
    secured: false,
    checksSecret: false,
    dated: false,
    ownAnswers: true,
    plainer: true,
    inside200: false,
    counted: true,
  },
  open,
);
