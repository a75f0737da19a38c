import type { ChannelInfo } from '../domain/directory.ts';
import type { Secret } from './secret.ts';

/** Ways to notify as the operator named them. Whoever has the address of a webhook can post there: all of them are secrets. */
export type ChannelConfig = RoomChannelConfig | EmailChannelConfig;

type ChannelBase = ChannelInfo & {
  /** Time-out of a request in milliseconds; undefined is the adapter's own. */
  requestMs: number | undefined;
};

type RoomChannelConfig = ChannelBase & { audience: 'room'; url: Secret } & (
    | { kind: 'slack-webhook' }
    | { kind: 'wecom' }
    | RobotSettings
    | ({ kind: 'webhook'; source: string } & WebhookFormat)
  );

/** `secret` and `keyword` as the robot's security settings say. */
export type RobotSettings = {
  kind: 'feishu-robot' | 'dingtalk-robot';
  secret: Secret | undefined;
  keyword: string | undefined;
};

export type WebhookFormat =
  /** `source` names this server in events. */
  { format: 'cloudevents'; secret: Secret; source: string } | { format: 'zadig'; token: Secret | undefined };

export type EmailChannelConfig = ChannelBase & {
  kind: 'email';
  audience: 'person';
  /** The name may be empty. */
  from: { name: string; address: string };
  host: string;
  port: number;
  security:
    | {
        tls: 'implicit' | 'starttls';
        /** PEM. */
        ca: string | undefined;
        auth: { user: string; password: Secret } | undefined;
      }
    | { tls: 'none' };
};
