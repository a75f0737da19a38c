import type { Sentences } from './sentence-code.ts';

/** What is said of revisions: rollback, history, differences. */
export const RELEASE_SENTENCES = {
  'rollback.started': {
    en: 'Run #{run} started: {app} → {environment} goes back to revision {revision}.',
    zh: '运行 #{run} 已启动：{app} → {environment} 回滚到版本 {revision}。',
  },
  'rollback.not-allowed': {
    en: 'You may not roll back {app} in {environment}. Those who may: {who}.',
    zh: '你无权回滚 {app} 在 {environment} 的部署。有权的人：{who}。',
  },
  'rollback.elsewhere': {
    en: 'Revision {revision} of {app} → {environment} cannot be run again: its run #{run} was started elsewhere, so its parameters are not known.',
    zh: '{app} → {environment} 的版本 {revision} 无法重新运行：运行 #{run} 不是由我启动的，参数未知。',
  },
  'rollback.first': {
    en: '{app} → {environment} has one revision only, {revision}: there is none before it. To run that one again, name it.',
    zh: '{app} → {environment} 只有版本 {revision}，之前没有其他版本。如需重新运行它，请写出版本号。',
  },
  'rollback.unknown-parameter': {
    en: 'Revision {revision} was deployed with {pair}, and {app} → {environment} takes no parameter “{name}” any more (it takes: {known}). Nothing was started. Deploy it without that: {usage}, or let an operator put {name} back under “parameters” in greenlight.yaml.',
    zh: '版本 {revision} 部署时带有 {pair}，而 {app} → {environment} 已不再有参数“{name}”（现有：{known}）。没有启动任何运行。可不带该参数部署：{usage}，或请运维人员在 greenlight.yaml 的 “parameters” 中恢复 {name}。',
  },
  'rollback.bad-value': {
    en: 'Revision {revision} was deployed with {pair}, which {app} → {environment} does not take any more: {name} has to fit {fits}. Nothing was started. Deploy it with another value: {usage}, or let an operator widen {name} under “parameters” in greenlight.yaml.',
    zh: '版本 {revision} 部署时带有 {pair}，而 {app} → {environment} 已不再接受该值：{name} 须符合 {fits}。没有启动任何运行。可换一个值部署：{usage}，或请运维人员在 greenlight.yaml 的 “parameters” 中放宽 {name}。',
  },
  'rollback.missing-parameter': {
    en: 'Revision {revision} has no value for {names}, which {app} → {environment} needs by now. Nothing was started. Deploy it with one: {usage}, or let an operator give it a default in greenlight.yaml.',
    zh: '版本 {revision} 没有 {names} 的值，而 {app} → {environment} 现在需要它。没有启动任何运行。可补上后部署：{usage}，或请运维人员在 greenlight.yaml 中为其设置默认值。',
  },
  'restart.unknown-parameter': {
    en: 'Run #{run} had {pair}, and {app} → {environment} takes no parameter “{name}” any more (it takes: {known}). Nothing was started. Deploy it without that: {usage}, or let an operator put {name} back under “parameters” in greenlight.yaml.',
    zh: '运行 #{run} 带有 {pair}，而 {app} → {environment} 已不再有参数“{name}”（现有：{known}）。没有启动任何运行。可不带该参数部署：{usage}，或请运维人员在 greenlight.yaml 的 “parameters” 中恢复 {name}。',
  },
  'restart.bad-value': {
    en: 'Run #{run} had {pair}, which {app} → {environment} does not take any more: {name} has to fit {fits}. Nothing was started. Deploy it with another value: {usage}, or let an operator widen {name} under “parameters” in greenlight.yaml.',
    zh: '运行 #{run} 带有 {pair}，而 {app} → {environment} 已不再接受该值：{name} 须符合 {fits}。没有启动任何运行。可换一个值部署：{usage}，或请运维人员在 greenlight.yaml 的 “parameters” 中放宽 {name}。',
  },
  'revision.none': {
    en: '{app} → {environment} has no revision yet: the first run that succeeds makes one.',
    zh: '{app} → {environment} 还没有版本：第一次成功的运行会产生版本 1。',
  },
  'revision.unknown': {
    en: '{app} → {environment} has no revision {revision}. The newest is {newest}.',
    zh: '{app} → {environment} 没有版本 {revision}，最新版本为 {newest}。',
  },
  'history.not-allowed': {
    en: 'You may not see the runs of {app} in {environment}. Those who may: {who}.',
    zh: '你无权查看 {app} 在 {environment} 的运行。有权的人：{who}。',
  },
  'diff.same': {
    en: 'Revisions {from} and {to} of {app} → {environment} deploy the same: workflow, parameters, images and commits are equal.',
    zh: '{app} → {environment} 的版本 {from} 与 {to} 部署的内容相同：工作流、参数、镜像和提交都一致。',
  },
  'list.history': { en: 'Revisions of {app} → {environment}:', zh: '{app} → {environment} 的版本：' },
  'line.revision': {
    en: '{revision}: {content}, by {by} at {when}, run #{run}',
    zh: '{revision}：{content}，{by}，{when}，运行 #{run}',
  },
  'line.revision-back': {
    en: '{revision}: {content}, back to revision {to} by {by} at {when}, run #{run}',
    zh: '{revision}：{content}，由 {by} 回滚到版本 {to}，{when}，运行 #{run}',
  },
  'list.standing': { en: 'Where {app} stands:', zh: '{app} 的现状：' },
  'line.stands': {
    en: '📦 {app} → {environment} stands at revision {revision}: {content}, by {by} at {when}, run #{run}',
    zh: '📦 {app} → {environment} 当前为版本 {revision}：{content}，{by}，{when}，运行 #{run}',
  },
  'line.stands-back': {
    en: '📦 {app} → {environment} stands at revision {revision}: {content}, back to revision {to} by {by} at {when}, run #{run}',
    zh: '📦 {app} → {environment} 当前为版本 {revision}：{content}，由 {by} 回滚到版本 {to}，{when}，运行 #{run}',
  },
  'line.stands-nowhere': {
    en: '📦 {app} → {environment} has no revision yet',
    zh: '📦 {app} → {environment} 还没有版本',
  },
  'list.diff': {
    en: '{app} → {environment}, from revision {from} to revision {to}:',
    zh: '{app} → {environment}，从版本 {from} 到版本 {to}：',
  },
  'line.diff-workflow': { en: 'workflow: {before} → {after}', zh: '工作流：{before} → {after}' },
  'line.diff-parameter': { en: '{name}: {before} → {after}', zh: '{name}：{before} → {after}' },
  'line.diff-image-gone': { en: '− image {value}', zh: '− 镜像 {value}' },
  'line.diff-image-new': { en: '+ image {value}', zh: '+ 镜像 {value}' },
  'line.diff-commit-gone': { en: '− commit {value}', zh: '− 提交 {value}' },
  'line.diff-commit-new': { en: '+ commit {value}', zh: '+ 提交 {value}' },
  'line.diff-unknown': {
    en: 'the parameters of revision {revision} are not known: its run #{run} was started elsewhere',
    zh: '版本 {revision} 的参数未知：运行 #{run} 不是由我启动的',
  },
} as const satisfies Sentences;
