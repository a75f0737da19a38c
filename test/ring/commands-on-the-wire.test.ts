import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/time.ts';
import { CHAT_IDS } from '../crash/chat.ts';
import { converse, type Line } from './conversation.ts';
import { openWireHouse, type WireHouse } from './wire-house.ts';

/** Chen reads Chinese; the cards of DingTalk are Chinese. */
const REFUSED: readonly Line[] = [
  {
    who: 'dana',
    types: '/deploy APP staging tag=v1',
    hears: /^⚠️ You may not deploy \S+ to staging\. Those who may: Ada Lovelace, Ben Okafor, Chen Lin\.$/,
  },
  {
    who: 'ada',
    types: '/deploy APP prod tag=v1',
    hears: /prod of \S+ comes after staging.*\(tag=v1\)\. First: \/deploy \S+ staging tag=v1$/,
  },
  { who: 'chen', types: '/deploy APP prod tag=v1', hears: /须在 staging 之后部署.*（tag=v1）.*请先执行：/ },
  {
    who: 'ada',
    types: '/deploy APP frozen',
    hears: /is frozen by fair \(The trade fair\) until 2099-01-01 08:00/,
  },
  {
    who: 'chen',
    types: '/deploy APP frozen',
    hears: /处于冻结期 fair \(The trade fair\)，直到 2099-01-01 08:00/,
  },
  { who: 'dana', types: '/deploy APP staging --dry-run', hears: /You may not deploy/ },
  { who: 'dana', types: '/rollback APP staging 1', hears: /You may not roll back/ },
  { who: 'ada', types: '/rollback APP staging', hears: /has no revision yet/ },
];

const LOOKED_AT: readonly Line[] = [
  {
    who: 'ada',
    types: '/deploy APP staging tag=v1 --dry-run',
    hears:
      /^Nothing was done\. To deploy \S+ to staging would run workflow quick:\n• tag = v1\n• step say .*\n• its card would appear in: /,
  },
  {
    who: 'chen',
    types: '/deploy APP prod tag=v1 --dry-run',
    hears:
      /^未执行任何操作。.*工作流 careful：\n.*须在 staging 之后部署.*• 步骤 go（suspend）\n.*还需 Ben Okafor 中的 1 人.*卡片会出现在：/s,
  },
];

const RELEASED: readonly Line[] = [
  {
    who: 'ada',
    types: '/deploy APP staging tag=v1',
    starts: true,
    hearsOnSlack: /^✅ Run #\d+ started: \S+ → staging\.$/,
    shows: { en: /succeeded.*revision 1.*v1/s, zh: /成功.*版本 1.*v1/s },
  },
  {
    who: 'chen',
    types: '/deploy APP staging tag=v2',
    starts: true,
    hearsOnSlack: /^✅ 运行 #\d+ 已启动：/,
    shows: { en: /Chen Lin.*revision 2.*v2/s, zh: /Chen Lin.*版本 2.*v2/s },
  },
  {
    who: 'ada',
    types: '/flow history APP staging',
    hears:
      /→ staging:\n• 2: tag=v2, by Chen Lin at .* UTC\+08:00 .*, run #\d+\n• 1: tag=v1, by Ada Lovelace at /,
  },
  {
    who: 'chen',
    types: '/flow history APP staging',
    hears: /的版本：\n• 2：tag=v2，Chen Lin，.*\n• 1：tag=v1，/,
  },
  { who: 'dana', types: '/flow history APP staging', hears: /You may not see the runs/ },
  { who: 'ada', types: '/flow diff APP staging 1', hears: /from revision 1 to revision 2:\n• tag: v1 → v2$/ },
  { who: 'chen', types: '/flow diff APP staging 2 1', hears: /从版本 2 到版本 1：\n• tag：v2 → v1$/ },
  {
    who: 'chen',
    types: '/rollback APP staging 1',
    starts: true,
    hearsOnSlack: /回滚到版本 1。$/,
    shows: {
      en: /Rollback to.*revision 1.*Result.*revision 3.*v1/s,
      zh: /回滚到.*版本 1.*结果.*版本 3.*v1/s,
    },
  },
  { who: 'chen', types: '/rollback APP staging 9', hears: /没有版本 9，最新版本为 3/ },
  {
    who: 'chen',
    types: '/flow history APP staging 1',
    hears: /• 3：tag=v1，由 Chen Lin 回滚到版本 1，[^\n]*$/,
  },
];

const LOCKED: readonly Line[] = [
  { who: 'ben', types: '/flow lock APP staging', hears: /^⚠️ Say why/ },
  {
    who: 'ben',
    types: '/flow lock APP staging 因为 数据库迁移',
    hears: /is locked: nothing new starts there/,
  },
  {
    who: 'ada',
    types: '/deploy APP staging',
    hears: /is locked by Ben Okafor since .*: 数据库迁移\. Nothing was started/,
  },
  { who: 'chen', types: '/deploy APP staging', hears: /起被 Ben Okafor 锁定：数据库迁移。没有启动任何运行/ },
  { who: 'ada', types: '/flow lock APP staging because mine', hears: /locked already, by Ben Okafor/ },
  { who: 'ada', types: '/flow wait APP staging', hears: /You get a direct message when .* is unlocked/ },
  { who: 'chen', types: '/flow wait APP staging', hears: /解锁时会私信通知你/ },
  { who: 'ben', types: '/flow wait APP staging', hears: /You get a direct message/ },
  { who: 'ben', types: '/flow unwait APP staging', hears: /^✅ .*staging/ },
  { who: 'dana', types: '/flow wait APP staging', hears: /You may not/ },
  { who: 'dana', types: '/flow unlock APP staging', hears: /it needs the right “unlock”/ },
  { who: 'chen', types: '/flow list', hears: /🔒 \S+ → staging 自 .*锁定.*❄️ fair/s },
  {
    who: 'ben',
    types: '/flow unlock APP staging',
    hears: /is free\. Whoever wanted to know is told/,
    told: { ada: /🔓 .* is free again: Ben Okafor unlocked it/, chen: /🔓 .*已由 Ben Okafor 解锁/ },
  },
  { who: 'ada', types: '/flow unlock APP staging', hears: /is not locked/ },
];

/** Far enough from any moment at which the test may run. */
const DAY = new Date(systemClock.now() + 3 * 86_400_000).toISOString().slice(0, 10);

const PLANNED: readonly Line[] = [
  { who: 'dana', types: '/flow schedule APP staging at 23:59', hears: /needs the right “schedule”/ },
  { who: 'ada', types: `/flow schedule APP frozen at ${DAY} 22:00`, hears: /is frozen by fair/ },
  { who: 'chen', types: '/flow schedule APP prod at yesterday', hears: /yesterday/ },
  {
    who: 'ada',
    types: `/flow schedule APP staging tag=v3 at ${DAY} 22:00`,
    hears: new RegExp(`^✅ Planned as #(?<plan>\\d+): .* starts at ${DAY} 22:00 UTC\\+08:00`),
  },
  {
    who: 'chen',
    types: '/flow schedule list',
    hears: new RegExp(`#\\d+ +\\S+ → staging tag=v3 +${DAY} 22:00 .*，Ada Lovelace`),
  },
  { who: 'dana', types: '/flow schedule cancel PLAN', hears: /⚠️/ },
  {
    who: 'chen',
    types: '/flow schedule cancel PLAN',
    hears: /^✅ /,
    told: { ada: /Chen Lin took back your planned start #\d+: \S+ → staging tag=v3/ },
  },
];

const OPERATED: readonly Line[] = [
  {
    who: 'ada',
    types: '/deploy APP prod tag=v1',
    starts: true,
    hearsOnSlack: /started/,
    shows: { en: /⏳ +build/, zh: /⏳ +build/ },
  },
  { who: 'dana', types: '/flow suspend RUN', hears: /You may not do that to run #\d+/ },
  {
    who: 'ada',
    types: '/flow suspend RUN',
    hears: /is being suspended/,
    shows: { en: /Suspended by Ada Lovelace: nothing new begins/, zh: /已由 Ada Lovelace 暂停/ },
  },
  { who: 'chen', types: '/flow suspend RUN', hears: /已由 Ada Lovelace 暂停/ },
  { who: 'dana', types: '/flow resume RUN', hears: /You may not do that/ },
  {
    who: 'chen',
    types: '/flow resume RUN',
    freed: true,
    hears: /^✅ 运行 #\d+ 将继续。$/,
    shows: { en: /⏸ go\nShip it\?\nWaiting for: Ben Okafor/, zh: /⏸ go\nShip it\?\n等待：Ben Okafor/ },
    calls: { person: 'ben', about: /go needs your decision/ },
  },
  { who: 'ada', types: '/flow resume RUN', hears: /Nobody has suspended/ },
  { who: 'ada', types: '/flow restart RUN', hears: /is not over/ },
  { who: 'ada', types: '/flow logs RUN build', hears: /the last lines of “build”:\n\{"held": true\}$/ },
  { who: 'dana', types: '/flow logs RUN', hears: /You may not see run #\d+/ },
  {
    who: 'ben',
    replies: '同意',
    shows: {
      en: /failed.*❌ +ship.*Approved by Ben Okafor/s,
      zh: /失败.*❌ +ship.*批准人 Ben Okafor/s,
    },
  },
  { who: 'chen', types: '/flow logs RUN', hears: /“ship”的最后几行：\n! starting\n! the disk is full$/ },
  { who: 'dana', types: '/flow retry RUN', hears: /You may not do that/ },
  {
    who: 'chen',
    types: '/flow retry RUN',
    hears: /正从失败处重试/,
    shows: { en: /succeeded.*revision 1/s, zh: /成功.*版本 1/s },
  },
  { who: 'chen', replies: '／flow　who RUN', hears: /运行 #\d+/ },
  {
    who: 'ada',
    types: '/flow restart RUN',
    starts: true,
    hearsOnSlack: /Run #\d+ started: run #\d+ once more/,
    shows: { en: /Restart of.*⏳ +build/s, zh: /重新执行.*⏳ +build/s },
  },
  { who: 'dana', types: '/flow cancel RUN', hears: /You may not do that/ },
  {
    who: 'chen',
    types: '/flow cancel RUN',
    hears: /正在取消运行 #\d+/,
    shows: { en: /stopped.*cancelled by Chen Lin/s, zh: /已终止.*Chen Lin/s },
  },
  {
    who: 'chen',
    types: '/flow restart RUN',
    starts: true,
    hearsOnSlack: /运行 #\d+/,
    shows: { en: /⏳ +build/, zh: /⏳ +build/ },
  },
  {
    who: 'ben',
    types: '/flow status RUN',
    freed: true,
    hears: /build/,
    shows: { en: /⏸ go/, zh: /⏸ go/ },
    calls: { person: 'ben', about: /go needs your decision/ },
  },
  {
    who: 'ben',
    replies: '驳回：周五不发布',
    shows: {
      en: /stopped.*Rejected by Ben Okafor.*周五不发布/s,
      zh: /已终止.*拒绝人 Ben Okafor.*周五不发布/s,
    },
  },
];

let house: WireHouse;
before(async () => {
  house = await openWireHouse();
});
after(() => house[Symbol.asyncDispose]());

describe('the same conversation', { concurrency: true }, () => {
  for (const id of CHAT_IDS)
    test(`${id}: releases are refused, looked at, made and returned to; places are locked and planned; runs are operated`, async () => {
      await converse(house, id, [...REFUSED, ...LOOKED_AT, ...RELEASED, ...LOCKED, ...PLANNED, ...OPERATED]);
    });
});
