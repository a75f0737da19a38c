import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isSavedTenant } from '../feishu/saved-tenant.ts';
import { createFeishuSimulator } from '../feishu/simulator.ts';
import { CAST } from './cast.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { createFeishuRoom } from './feishu-room.ts';
import { keepRoom, loadRoom } from './room-file.ts';

/** Feishu's form: `cli_` and 16 hexadecimal digits. */
const APP_ID = 'cli_9f3a5c7e1b2d4860';

/** How the SDK comes back after the server was killed and the connection broke: at once, not after up to half a minute. */
const RECONNECT = { reconnectIntervalSeconds: 1, reconnectNonceSeconds: 0 };

export async function createFeishuChat({ folder, clock, log }: ChatOptions): Promise<Chat> {
  const path = join(folder, 'feishu.json');
  const saved = await loadRoom(path, isSavedTenant);
  const appSecret = randomBytes(18).toString('hex');
  const users = CAST.map(({ id, name, locale, accounts }) => ({
    openId: accounts.feishu,
    userId: id,
    unionId: accounts.feishu.replace('ou_', 'on_'),
    name,
    email: accounts.receivers,
    locale: locale.replace('-', '_').toLowerCase(),
  }));
  const feishu = createFeishuSimulator({
    clock,
    log,
    app: { appId: APP_ID, appSecret, botOpenId: 'ou_greenlight0f6b4c3ddc97', botName: 'Greenlight' },
    tenantKey: 'playground',
    users,
    chats: [
      {
        id: 'oc_deploy0f6b4c3ddc9706281c2b4d6e8f',
        name: '发布群 · Deployments',
        memberIds: users.map(({ openId }) => openId),
        botIn: true,
      },
    ],
    limits: RECONNECT,
    ...(saved === undefined ? {} : { saved }),
  });
  const kept = keepRoom({ room: feishu, path, clock, log });
  return {
    room: createFeishuRoom(feishu),
    async start() {
      const { base } = await feishu.start();
      return { FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: appSecret, FEISHU_API_URL: base };
    },
    async stop() {
      await kept.stop();
      await feishu.stop();
    },
  };
}
