import type { Sentences } from './sentence-code.ts';

/** What is said of locks, freezes, the order of environments and planned starts. */
export const HOLD_SENTENCES = {
  'place.not-allowed': {
    en: 'You may not do that in {app} → {environment}{through}: it needs the right “{right}”. Those who have it: {who}.',
    zh: '你无权在 {app} → {environment}{through} 执行此操作：需要“{right}”权限。拥有该权限的人：{who}。',
  },
  'place.unread': {
    en: 'Nothing was started: whether you may do that in {app} → {environment}{through} depends on a group that cannot be read from its chat right now. Try again in a minute.',
    zh: '没有启动任何运行：你在 {app} → {environment}{through} 是否有此权限取决于一个组，而该组目前无法从聊天平台读取。请一分钟后重试。',
  },
  'place.out-of-scope': {
    en: 'This hook may not deploy to {app} → {environment}{through}. Nothing was started.',
    zh: '该钩子无权部署到 {app} → {environment}{through}。没有启动任何运行。',
  },
  'lock.locked': {
    en: '{app} → {environment}{through} is locked by {owner} since {since}: {why}. Nothing was started. To be told when it is free: {usage}',
    zh: '{app} → {environment}{through} 自 {since} 起被 {owner} 锁定：{why}。没有启动任何运行。解锁时通知我：{usage}',
  },
  'lock.own': {
    en: 'You have locked {app} → {environment}{through} yourself since {since}: {why}. Nothing was started. Unlock it first: {usage}',
    zh: '{app} → {environment}{through} 自 {since} 起被你自己锁定：{why}。没有启动任何运行。请先解锁：{usage}',
  },
  'lock.done': {
    en: '{app} → {environment} is locked: nothing new starts there. Runs that are under way go on. To unlock it: {usage}',
    zh: '{app} → {environment} 已锁定：不会再启动新的运行，进行中的运行继续。解锁：{usage}',
  },
  'lock.reason-needed': {
    en: 'Say why, for those who find it locked: {usage}',
    zh: '请说明原因，供其他人查看：{usage}',
  },
  'lock.reason-too-long': {
    en: 'The reason is too long: at most {max} characters.',
    zh: '原因太长：最多 {max} 个字符。',
  },
  'lock.taken': {
    en: '{app} → {environment} is locked already, by {owner} since {since}: {why}. Nothing was changed.',
    zh: '{app} → {environment} 已自 {since} 起被 {owner} 锁定：{why}。没有任何更改。',
  },
  'lock.broken': {
    en: '🔓 {by} unlocked {app} → {environment}, which you had locked since {since}: {why}.',
    zh: '🔓 {by} 解锁了 {app} → {environment}，它自 {since} 起由你锁定：{why}。',
  },
  'lock.free': {
    en: '🔓 {app} → {environment} is free again: {by} unlocked it. You asked to be told.',
    zh: '🔓 {app} → {environment} 已由 {by} 解锁，可以部署了。这是你要求的通知。',
  },
  'unlock.done': {
    en: '{app} → {environment} is free. Whoever wanted to know is told.',
    zh: '{app} → {environment} 已解锁，会通知等待的人。',
  },
  'unlock.not-locked': {
    en: '{app} → {environment} is not locked.',
    zh: '{app} → {environment} 没有被锁定。',
  },
  'wait.noted': {
    en: 'You get a direct message when {app} → {environment} is unlocked. To take that back: {usage}',
    zh: '{app} → {environment} 解锁时会私信通知你。取消通知：{usage}',
  },
  'wait.free': {
    en: '{app} → {environment} is not locked: go ahead.',
    zh: '{app} → {environment} 没有被锁定，可以部署。',
  },
  'wait.nowhere': {
    en: 'You have no account on any chat, so nobody could tell you.',
    zh: '你没有任何聊天账号，无法通知你。',
  },
  'unwait.done': {
    en: 'You are not told when {app} → {environment} is unlocked.',
    zh: '{app} → {environment} 解锁时不再通知你。',
  },
  'unwait.none': {
    en: 'You were not waiting for {app} → {environment}.',
    zh: '你没有在等待 {app} → {environment} 解锁。',
  },
  'freeze.holds': {
    en: '{app} → {environment}{through} is frozen by {freeze} until {until}. Nothing was started.',
    zh: '{app} → {environment}{through} 处于冻结期 {freeze}，直到 {until}。没有启动任何运行。',
  },
  'freeze.unread': {
    en: '{app} → {environment}{through} is frozen by {freeze} until {until}, and who may deploy all the same cannot be read from its chat right now. Nothing was started; try again in a moment.',
    zh: '{app} → {environment}{through} 处于冻结期 {freeze}，直到 {until}，目前无法从聊天平台读取例外人员。没有启动任何运行，请稍后重试。',
  },
  'order.never': {
    en: '{environment} of {app}{through} comes after {before}, and no run there has ended with the same values ({values}). First: {usage}',
    zh: '{app} 的 {environment}{through}须在 {before} 之后部署，而那里还没有以相同参数（{values}）结束的运行。请先执行：{usage}',
  },
  'order.bad-end': {
    en: '{environment} of {app}{through} comes after {before}, and the newest run there with the same values ({values}), #{run}, {ended}. First: {usage}',
    zh: '{app} 的 {environment}{through}须在 {before} 之后部署，而那里以相同参数（{values}）的最新运行 #{run} {ended}。请先执行：{usage}',
  },
  'schedule.done': {
    en: 'Planned as #{schedule}: {app} → {environment} starts at {when}, if you still may then and nothing holds it back. To take it back: {usage}',
    zh: '已安排为 #{schedule}：{app} → {environment} 将于 {when} 启动，前提是届时你仍有权限且没有锁定或冻结。取消：{usage}',
  },
  'schedule.bad-time': {
    en: '“{value}” is no time. Write 22:00, 2026-12-01 22:00 or 2026-12-01T22:00+08:00: {usage}',
    zh: '“{value}”不是时间。请写 22:00、2026-12-01 22:00 或 2026-12-01T22:00+08:00：{usage}',
  },
  'schedule.past': { en: '{when} is past: nothing was planned.', zh: '{when} 已经过去，没有安排。' },
  'schedule.too-far': {
    en: '{when} is too far away: at most {days} days. Nothing was planned.',
    zh: '{when} 太远：最多提前 {days} 天。没有安排。',
  },
  'schedule.frozen': {
    en: 'At {when} {app} → {environment}{through} is frozen by {freeze} until {until}. Nothing was planned.',
    zh: '{when} 时 {app} → {environment}{through} 处于冻结期 {freeze}，直到 {until}。没有安排。',
  },
  'schedule.too-many': {
    en: 'You have planned {count} starts already: take some back first (/flow schedule list).',
    zh: '你已安排了 {count} 次启动：请先取消一些（/flow schedule list）。',
  },
  'schedule.none': { en: 'No start is planned.', zh: '没有已安排的启动。' },
  'schedule.unknown': {
    en: 'There is no planned start #{schedule}. See /flow schedule list.',
    zh: '没有编号为 #{schedule} 的安排。请查看 /flow schedule list。',
  },
  'schedule.over': {
    en: 'Planned start #{schedule} is over: it has started, was refused or was taken back.',
    zh: '安排 #{schedule} 已结束：已启动、被拒绝或已取消。',
  },
  'schedule.cancelled': {
    en: 'Planned start #{schedule} is taken back: {app} → {environment} does not start.',
    zh: '已取消安排 #{schedule}：{app} → {environment} 不会启动。',
  },
  'schedule.cancelled-by': {
    en: '{by} took back your planned start #{schedule}: {app} → {environment}{values} at {when}.',
    zh: '{by} 取消了你的安排 #{schedule}：{app} → {environment}{values}，{when}。',
  },
  'schedule.refused': {
    en: '⏰ Your planned start #{schedule} did not happen: {app} → {environment}{values} at {when}.',
    zh: '⏰ 你的安排 #{schedule} 没有执行：{app} → {environment}{values}，{when}。',
  },
  'schedule.missed': {
    en: 'It could not be started in time: no server was there, or who may could not be read. It is more than {minutes} minutes late now. Start it by hand if you still want it.',
    zh: '未能按时启动：当时没有服务器在运行，或无法读取权限。现在已晚于 {minutes} 分钟。如仍需要，请手动启动。',
  },
  'schedule.person-gone': {
    en: 'Whoever planned it is not known here any more.',
    zh: '安排者已不在配置中。',
  },
  'line.lock': {
    en: '🔒 {app} → {environment} is locked by {owner} since {since}: {why}',
    zh: '🔒 {app} → {environment} 自 {since} 起被 {owner} 锁定：{why}',
  },
  'line.freeze': { en: '❄️ {freeze} until {until}: {places}', zh: '❄️ {freeze}，直到 {until}：{places}' },
  'line.schedule': {
    en: '⏰ #{schedule}  {app} → {environment}{values}  at {when}, by {by}',
    zh: '⏰ #{schedule}  {app} → {environment}{values}  {when}，{by}',
  },
  'list.schedules': { en: 'What is planned:', zh: '已安排的启动：' },
} as const satisfies Sentences;
