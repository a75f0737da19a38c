import type { Sentences } from './sentence-code.ts';

/** What `--dry-run` says. */
export const PLAN_SENTENCES = {
  'list.plan': {
    en: 'Nothing was done. To deploy {app} to {environment} would run workflow {workflow}:',
    zh: '未执行任何操作。将 {app} 部署到 {environment} 会运行工作流 {workflow}：',
  },
  'list.plan-refused': {
    en: 'Nothing was done, and to deploy {app} to {environment} like this would be refused:',
    zh: '未执行任何操作，且这样将 {app} 部署到 {environment} 会被拒绝：',
  },
  'plan.untold': {
    en: 'Nothing was done. {app} would be deployed to {environment} by workflow {workflow}; the engine {engine} does not tell its steps before it runs.',
    zh: '未执行任何操作。{app} 会由工作流 {workflow} 部署到 {environment}；引擎 {engine} 在运行前不提供步骤。',
  },
  'line.plan-parameter': { en: '{name} = {value}', zh: '{name} = {value}' },
  'line.plan-others': {
    en: 'it deploys to {environments} too: the locks, freezes, order and rights there count as well',
    zh: '还会部署到 {environments}：那里的锁定、冻结、顺序和权限同样适用',
  },
  'line.plan-step': { en: 'step {title} ({type})', zh: '步骤 {title}（{type}）' },
  'line.plan-step-if': {
    en: 'step {title} ({type}), if {condition}',
    zh: '步骤 {title}（{type}），条件：{condition}',
  },
  'line.plan-deploys': {
    en: 'deploys {components} to {environment} by target {target}',
    zh: '由目标 {target} 将 {components} 部署到 {environment}',
  },
  'line.plan-deploys-at': {
    en: 'deploys {components} to {environment} by target {target}, at {place}',
    zh: '由目标 {target} 将 {components} 部署到 {environment}，位置：{place}',
  },
  'line.plan-untaken': {
    en: '⚠️ no target takes {components} in {environment}: the step would fail',
    zh: '⚠️ {environment} 中没有目标接收 {components}，该步骤会失败',
  },
  'line.plan-overrides': {
    en: 'with what these policies change: {policies}',
    zh: '按以下策略修改组件：{policies}',
  },
  'line.plan-timed': { en: 'goes on by itself after {wait}', zh: '{wait} 后自动继续' },
  'line.plan-level': {
    en: 'then, on level {level}: {count} of {list}',
    zh: '随后第 {level} 级：{list} 中的 {count} 人',
  },
  'line.plan-rooms': { en: 'its card would appear in: {rooms}', zh: '卡片会出现在：{rooms}' },
  'line.plan-route': {
    en: 'route {route} would tell {to} of: {events}',
    zh: '通知规则 {route} 会告知 {to}：{events}',
  },
} as const satisfies Sentences;
