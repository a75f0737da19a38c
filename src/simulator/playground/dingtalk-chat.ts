import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isSavedRoom } from '../dingtalk/saved-room.ts';
import { createDingTalkSimulator } from '../dingtalk/simulator.ts';
import { CAST } from './cast.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { createDingTalkRoom } from './dingtalk-room.ts';
import { keepRoom, loadRoom } from './room-file.ts';

const CLIENT_ID = 'dinggreenlightplay01';
const BOT_NAME = 'Greenlight';
/** Stands for the id that DingTalk gives to the imported template of `manifests/`. */
const TEMPLATE = '0f6b4c3d-dc97-4628-8c2b-4d6e8f0a1b2c.schema';

export async function createDingTalkChat({ folder, clock, log }: ChatOptions): Promise<Chat> {
  const path = join(folder, 'dingtalk.json');
  const saved = await loadRoom(path, isSavedRoom);
  const clientSecret = randomBytes(18).toString('hex');
  const users = CAST.map(({ id, name, accounts }) => ({
    userId: accounts.dingtalk,
    dingtalkId: `$:LWCP_v1:$${id}`,
    name,
  }));
  const dingtalk = createDingTalkSimulator({
    clock,
    log,
    corpId: 'dingplayground',
    app: { clientId: CLIENT_ID, clientSecret, robotCode: CLIENT_ID, botName: BOT_NAME },
    users,
    groups: [
      {
        id: 'cidDeployPlayground==',
        name: '发布群',
        memberIds: users.map(({ userId }) => userId),
        botIn: true,
      },
    ],
    templates: [{ id: TEMPLATE, kind: 'shipped' }],
    ...(saved === undefined ? {} : { saved }),
  });
  const kept = keepRoom({ room: dingtalk, path, clock, log });
  return {
    room: createDingTalkRoom(dingtalk, BOT_NAME),
    async start() {
      const { base } = await dingtalk.start();
      return {
        DINGTALK_CLIENT_ID: CLIENT_ID,
        DINGTALK_CLIENT_SECRET: clientSecret,
        DINGTALK_API_URL: base,
        DINGTALK_CARD_TEMPLATE_ID: TEMPLATE,
      };
    },
    async stop() {
      await kept.stop();
      await dingtalk.stop();
    },
  };
}
