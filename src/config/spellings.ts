import type { Vendor } from '../domain/recipient.ts';

type AccountSpelling = { account: RegExp; noAccount: string };
type RoomSpelling = { room: RegExp; noRoom: string };

/** How each vendor spells accounts and rooms, and what to say of another spelling. Without an entry anything goes. */
const PLATFORMS: Readonly<Record<string, AccountSpelling & RoomSpelling>> = {
  // W is for people of an Enterprise Grid, D for a direct conversation: https://docs.slack.dev/reference/objects/user-object
  slack: {
    account: /^[UW][A-Z0-9]+$/,
    noAccount:
      'is not a Slack member ID: those look like U024BE7LH (profile, ⋮, Copy member ID); a name or @handle does not identify anybody',
    room: /^[CGD][A-Z0-9]+$/,
    noRoom:
      "does not end in a Slack channel ID: those look like C024BE91L and stand at the end of the channel's details; a #name may change",
  },
  // https://open.feishu.cn/document/faqs/trouble-shooting/how-to-obtain-openid
  feishu: {
    account: /^(ou_[0-9A-Za-z]+|[^\s@]+@[^\s@]+\.[^\s@]+|\+\d{6,20})$/,
    noAccount:
      'identifies nobody at Feishu: write the open_id that this app sees (ou_…), an e-mail address, or a mobile with its country code (+86…)',
    room: /^oc_[0-9A-Za-z]+$/,
    noRoom:
      'does not end in a Feishu chat ID: those look like oc_5ad11d72b830411d72b836c20 and stand in the settings of the group',
  },
  // https://open.dingtalk.com/document/orgapp/basic-concepts-beta
  dingtalk: {
    account: /^(\+\d{6,20}|[^\s@+][^\s@]*)$/,
    noAccount:
      'identifies nobody at DingTalk: write the user ID (UserID in the admin console), or a mobile with its country code (+86…)',
    room: /^cid\S+$/,
    noRoom:
      'does not end in a DingTalk conversation ID: those begin with cid and end with ==; the log names it when somebody mentions the bot in the group',
  },
};

/** How robots and webhooks of each vendor call people, who have no other account there than these. */
const CHANNELS: Readonly<Record<Vendor, AccountSpelling>> = {
  slack: {
    account: /^[UW][A-Z0-9]+$/,
    noAccount: 'is not a Slack member ID: those look like U024BE7LH (profile, ⋮, Copy member ID)',
  },
  // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
  feishu: {
    account: /^(?!all$)[0-9A-Za-z_-]{1,64}$/i,
    noAccount:
      'is nothing by which a Feishu robot calls anybody: write the open_id (ou_…) or user ID; addresses and numbers it does not know',
  },
  // https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
  dingtalk: {
    account: /^[\w.-]{1,64}$/,
    noAccount:
      'is not a DingTalk user ID (UserID in the admin console); a mobile stands under mobile of the person',
  },
  // https://developer.work.weixin.qq.com/document/path/91770
  wecom: {
    account: /^[0-9A-Za-z][\w.@-]{0,63}$/,
    noAccount:
      'is not a WeCom user ID (账号 in the admin console); a mobile stands under mobile of the person',
  },
};

export function roomSpelling(kind: unknown): RoomSpelling | undefined {
  return entryOf(PLATFORMS, kind);
}

/** `kind` of a platform. */
export function accountSpelling(kind: unknown): AccountSpelling | undefined {
  return entryOf(PLATFORMS, kind);
}

/** `vendor` of a channel. */
export function channelAccountSpelling(vendor: Vendor): AccountSpelling {
  return CHANNELS[vendor];
}

function entryOf<T>(all: Readonly<Record<string, T>>, kind: unknown): T | undefined {
  return typeof kind === 'string' && Object.hasOwn(all, kind) ? all[kind] : undefined;
}
