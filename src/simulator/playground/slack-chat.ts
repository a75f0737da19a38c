import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isSavedRoom } from '../slack/saved-room.ts';
import { createSlackSimulator } from '../slack/simulator.ts';
import { CAST } from './cast.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { keepRoom, loadRoom } from './room-file.ts';
import { createSlackRoom } from './slack-room.ts';

export async function createSlackChat({ folder, clock, log }: ChatOptions): Promise<Chat> {
  const path = join(folder, 'slack.json');
  // Before there were three chats the file was called so.
  const saved =
    (await loadRoom(path, isSavedRoom)) ?? (await loadRoom(join(folder, 'room.json'), isSavedRoom));
  // New ones at each start: a page of another site that guesses the port cannot speak for the bot.
  const botToken = `xoxb-${randomBytes(18).toString('hex')}`;
  const appToken = `xapp-${randomBytes(18).toString('hex')}`;
  const users = CAST.map(({ id: name, name: realName, locale, timezone, accounts }) => ({
    id: accounts.slack,
    name,
    realName,
    locale,
    timezone,
  }));
  const slack = createSlackSimulator({
    clock,
    log,
    team: { id: 'T0PLAY', name: 'Playground' },
    app: { id: 'A0GREEN', botUserId: 'U0GREEN', botId: 'B0GREEN', botName: 'Greenlight' },
    botToken,
    appToken,
    signingSecret: randomBytes(18).toString('hex'),
    ...(saved === undefined ? {} : { saved }),
    users,
    channels: [{ id: 'C0DEPLOY', name: 'deployments', memberIds: users.map(({ id }) => id), botIn: true }],
  });
  const kept = keepRoom({ room: slack, path, clock, log });
  return {
    room: createSlackRoom(slack),
    async start() {
      const { apiUrl } = await slack.start();
      return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl };
    },
    async stop() {
      await kept.stop();
      await slack.stop();
    },
  };
}
