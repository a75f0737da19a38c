/** Channels that the configuration names: the only file that names every one of them. */
import type { Channel } from './channels/channel.ts';
import type { EmailConfig } from './channels/email/email.ts';
import type {
  ChannelConfig,
  EmailChannelConfig,
  RobotSettings,
  WebhookFormat,
} from './config/channel-config.ts';
import type { Clock } from './time.ts';

/** They are loaded when they are used: a mail library that nobody needs costs no memory. */
export async function createChannel(config: ChannelConfig, { clock }: { clock: Clock }): Promise<Channel> {
  const { id } = config;
  const common = { id, ...(config.requestMs === undefined ? {} : { requestMs: config.requestMs }) };
  const surroundings = { clock };
  if (config.kind === 'email') {
    const { createEmail } = await import('./channels/email/email.ts');
    return createEmail({ ...common, from: config.from, server: mailServer(config) }, surroundings);
  }
  const hook = { ...common, url: config.url.reveal() };
  switch (config.kind) {
    case 'slack-webhook': {
      const { createSlackWebhook } = await import('./channels/slack-webhook/slack-webhook.ts');
      return createSlackWebhook(hook, surroundings);
    }
    case 'wecom': {
      const { createWeCom } = await import('./channels/wecom/wecom.ts');
      return createWeCom(hook, surroundings);
    }
    case 'feishu-robot': {
      const { createFeishuRobot } = await import('./channels/feishu-robot/feishu-robot.ts');
      return createFeishuRobot({ ...hook, ...robotSettings(config) }, surroundings);
    }
    case 'dingtalk-robot': {
      const { createDingTalkRobot } = await import('./channels/dingtalk-robot/dingtalk-robot.ts');
      return createDingTalkRobot({ ...hook, ...robotSettings(config) }, surroundings);
    }
    case 'webhook': {
      const { createWebhook } = await import('./channels/webhook/webhook.ts');
      return createWebhook({ ...hook, source: config.source, ...webhookFormat(config) }, surroundings);
    }
  }
}

function webhookFormat(config: WebhookFormat) {
  if (config.format === 'cloudevents') return { format: config.format, secret: config.secret.reveal() };
  const { format, token } = config;
  return { format, ...(token === undefined ? {} : { token: token.reveal() }) };
}

function mailServer({ host, port, security }: EmailChannelConfig): EmailConfig['server'] {
  if (security.tls === 'none') return { host, port, tls: 'none' };
  const { tls, ca, auth } = security;
  return {
    host,
    port,
    tls,
    ...(ca === undefined ? {} : { ca }),
    ...(auth === undefined ? {} : { auth: { user: auth.user, password: auth.password.reveal() } }),
  };
}

function robotSettings({ secret, keyword }: RobotSettings): { secret?: string; keyword?: string } {
  return {
    ...(secret === undefined ? {} : { secret: secret.reveal() }),
    ...(keyword === undefined ? {} : { keyword }),
  };
}
