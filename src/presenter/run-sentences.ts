import type { Sentences } from './sentence-code.ts';

/** What is said of deploying, and of runs. */
export const RUN_SENTENCES = {
  'deploy.started': {
    en: 'Run #{run} started: {app} → {environment}.',
    zh: '运行 #{run} 已启动：{app} → {environment}。',
  },
  'deploy.key-used': {
    en: 'The key of this command started run #{run} some time ago; nothing was done. Take a new key for each command.',
    zh: '该命令的幂等键此前已启动运行 #{run}，本次未执行任何操作。请为每个命令使用新的幂等键。',
  },
  'deploy.no-app': {
    en: 'There is no app “{app}”. Apps here: {known}.',
    zh: '没有名为“{app}”的应用。可用的应用：{known}。',
  },
  'deploy.no-apps': {
    en: 'No app is configured yet. An operator adds one under “apps” in greenlight.yaml.',
    zh: '尚未配置任何应用。请运维人员在 greenlight.yaml 的 “apps” 下添加。',
  },
  'deploy.no-environment': {
    en: '{app} has no environment “{environment}”. It has: {known}.',
    zh: '{app} 没有名为“{environment}”的环境。可用的环境：{known}。',
  },
  'deploy.not-allowed': {
    en: 'You may not deploy {app} to {environment}. Those who may: {who}.',
    zh: '你无权将 {app} 部署到 {environment}。有权的人：{who}。',
  },
  'deploy.unknown-parameter': {
    en: '{app} takes no parameter “{name}” in {environment}. It takes: {known}.',
    zh: '{app} 在 {environment} 中没有参数“{name}”。可用的参数：{known}。',
  },
  'deploy.missing-parameter': {
    en: '{app} needs a value for: {names}. Add it, for example {example}',
    zh: '{app} 缺少参数：{names}。请补上，例如 {example}',
  },
  'deploy.bad-pattern': {
    en: '“{value}” does not fit {name}: it must match {pattern} and have at most {max} characters.',
    zh: '“{value}”不符合参数 {name} 的要求：应匹配 {pattern}，且不超过 {max} 个字符。',
  },
  'deploy.bad-string': {
    en: '“{value}” is too long for {name}: at most {max} characters.',
    zh: '“{value}”对参数 {name} 来说太长：最多 {max} 个字符。',
  },
  'deploy.bad-number': {
    en: '“{value}” does not fit {name}: it must be a number, such as 3 or 0.5.',
    zh: '“{value}”不符合参数 {name} 的要求：应为数字，例如 3 或 0.5。',
  },
  'deploy.bad-boolean': {
    en: '“{value}” does not fit {name}: it must be true or false.',
    zh: '“{value}”不符合参数 {name} 的要求：应为 true 或 false。',
  },
  'run.none': { en: 'There is no run yet.', zh: '还没有任何运行。' },
  'run.unknown': { en: 'There is no run #{run}.', zh: '没有编号为 #{run} 的运行。' },
  'run.not-allowed': {
    en: 'You may not do that to run #{run}. Those who may: {who}.',
    zh: '你无权对运行 #{run} 执行此操作。有权的人：{who}。',
  },
  'run.over': { en: 'Run #{run} is over already ({phase}).', zh: '运行 #{run} 已经结束（{phase}）。' },
  'run.not-over': {
    en: 'Run #{run} is not over ({phase}); only a failed or stopped run can be retried.',
    zh: '运行 #{run} 尚未结束（{phase}）；只有失败或已终止的运行才能重试。',
  },
  'run.cannot': {
    en: 'The engine {engine} cannot do that.',
    zh: '引擎 {engine} 不支持此操作。',
  },
  'run.starting': {
    en: 'Run #{run} has not reached the engine yet. Try again in a moment.',
    zh: '运行 #{run} 还没有到达引擎，请稍后再试。',
  },
  'run.succeeded': {
    en: 'Run #{run} is over ({phase}); only a failed or stopped run can be retried.',
    zh: '运行 #{run} 已结束（{phase}）；只有失败或已终止的运行才能重试。',
  },
  'run.never-started': {
    en: 'Run #{run} never started at the engine, so there is nothing to retry. Deploy again.',
    zh: '运行 #{run} 从未在引擎中启动，无法重试。请重新部署。',
  },
  'run.busy': {
    en: 'Run #{run} is being cancelled, retried, suspended or resumed already.',
    zh: '运行 #{run} 已经在取消、重试、暂停或恢复中。',
  },
  'run.no-room': {
    en: 'I am not a member here, so I cannot show the card of run #{run}. Invite me to this channel; the card follows by itself.',
    zh: '我不是这里的成员，无法显示运行 #{run} 的卡片。请把我邀请进来，卡片会自动出现。',
  },
  'run.cancelling': { en: 'Run #{run} is being cancelled.', zh: '正在取消运行 #{run}。' },
  'run.retrying': {
    en: 'Run #{run} is tried again from where it failed.',
    zh: '运行 #{run} 正从失败处重试。',
  },
  'run.suspending': {
    en: 'Run #{run} is being suspended: what runs goes on, nothing new begins until /flow resume {run}.',
    zh: '正在暂停运行 #{run}：已在执行的会继续，在 /flow resume {run} 之前不会开始新的步骤。',
  },
  'run.suspending-step': {
    en: '“{title}” of run #{run} will not begin until /flow resume {run}.',
    zh: '运行 #{run} 的“{title}”在 /flow resume {run} 之前不会开始。',
  },
  'run.resuming': { en: 'Run #{run} goes on.', zh: '运行 #{run} 将继续。' },
  'run.resuming-step': { en: '“{title}” of run #{run} goes on.', zh: '运行 #{run} 的“{title}”将继续。' },
  'run.suspended-already': {
    en: 'That of run #{run} is suspended already, by {by}.',
    zh: '运行 #{run} 的这部分已由 {by} 暂停。',
  },
  'run.not-suspended': {
    en: 'Nobody has suspended that of run #{run} by hand, so there is nothing to resume. What waits for people is decided by those who are asked: /flow who {run}',
    zh: '运行 #{run} 的这部分没有被手动暂停，无需恢复。等待审批的步骤只能由被询问的人决定：/flow who {run}',
  },
  'run.step-begun': {
    en: '“{title}” of run #{run} has begun already ({step}); only what has not begun can be suspended.',
    zh: '运行 #{run} 的“{title}”已经开始（{step}）；只能暂停尚未开始的步骤。',
  },
  'run.no-step': {
    en: 'Run #{run} has no step “{near}”. It has: {known}.',
    zh: '运行 #{run} 没有名为“{near}”的步骤。现有步骤：{known}。',
  },
  'run.restarted': {
    en: 'Run #{run} started: run #{old} once more, with the same workflow and parameters.',
    zh: '运行 #{run} 已启动：以相同的工作流和参数重新执行运行 #{old}。',
  },
  'run.restart-open': {
    en: 'Run #{run} is not over ({phase}). Wait for its end, or /flow cancel {run} first.',
    zh: '运行 #{run} 尚未结束（{phase}）。请等待其结束，或先执行 /flow cancel {run}。',
  },
  'run.restart-never-started': {
    en: 'Run #{run} never started at the engine, so there is nothing to run once more. Deploy again.',
    zh: '运行 #{run} 从未在引擎中启动，无法重新执行。请重新部署。',
  },
  'engine.run-gone': {
    en: 'The engine does not keep the run that was to be run once more. Deploy again.',
    zh: '引擎中已不再保留要重新执行的运行。请重新部署。',
  },
  'engine.gitops': {
    en: '{owner} owns the Application “{application}”: what it deploys is said in a repository, and a change made here would be undone. Deploy it there; it can be approved and cancelled here.',
    zh: '应用“{application}”由 {owner} 管理：部署内容由代码仓库决定，在此处所做的修改会被还原。请在仓库中部署；审批和取消仍可在此进行。',
  },
  'engine.field-conflict': {
    en: 'The Application “{application}” was not changed: {fields} belong to {managers}. An operator lets Greenlight overwrite them by takesOver in greenlight.yaml, or hands the Application over (docs/engines/kubevela.md).',
    zh: '未修改应用“{application}”：{fields} 归 {managers} 管理。请运维人员在 greenlight.yaml 中用 takesOver 允许 Greenlight 覆盖，或移交该应用（见 docs/engines/kubevela.md）。',
  },
  'engine.not-as-before': {
    en: 'The Application “{application}” was not changed: others have added to it since, so it would not become what it was. Take that out, or deploy the old values.',
    zh: '未修改应用“{application}”：此后有其他人增加了内容，无法恢复为原来的样子。请先移除这些内容，或直接部署旧的参数值。',
  },
  'engine.zadig-job-type': {
    en: 'The workflow “{workflow}” was not started: Zadig’s API starts no jobs of type {type}, and “{job}” is one. An operator may let deploys leave it out by skips in greenlight.yaml (docs/engines/zadig.md).',
    zh: '未启动工作流“{workflow}”：Zadig 的 API 不能启动类型为 {type} 的任务，而“{job}”正是此类任务。运维人员可在 greenlight.yaml 中用 skips 让部署跳过该任务（见 docs/engines/zadig.md）。',
  },
  'engine.zadig-job-skipped': {
    en: 'The workflow “{workflow}” was not started: its job “{job}” ({type}) must not be left out. An operator has to take it out of skips in greenlight.yaml.',
    zh: '未启动工作流“{workflow}”：任务“{job}”（{type}）不能跳过。请运维人员将其从 greenlight.yaml 的 skips 中移除。',
  },
  'engine.zadig-no-work': {
    en: 'The workflow “{workflow}” was not started: nothing says what its job “{job}” ({type}) works on, and Zadig would leave it out. An operator says so by inputs in greenlight.yaml (docs/engines/zadig.md).',
    zh: '未启动工作流“{workflow}”：没有指定任务“{job}”（{type}）要处理的内容，Zadig 会直接略过该任务。请运维人员在 greenlight.yaml 的 inputs 中指定（见 docs/engines/zadig.md）。',
  },
  'engine.zadig-no-job': {
    en: 'The workflow “{workflow}” was not started: it has no job “{job}”, which greenlight.yaml names. An operator has to mend that.',
    zh: '未启动工作流“{workflow}”：其中没有 greenlight.yaml 所指定的任务“{job}”。请运维人员修正。',
  },
  'trouble.run-refused': {
    en: 'The engine did not start this run: {reason}. Mend it and deploy again.',
    zh: '引擎没有启动此运行：{reason}。请修正后重新部署。',
  },
  'engine.unknown-workflow': {
    en: 'The engine has no workflow “{workflow}”; it has: {known}. An operator mends “workflow” in greenlight.yaml or adds the file.',
    zh: '引擎中没有工作流“{workflow}”，现有：{known}。请运维人员修正 greenlight.yaml 中的 “workflow” 或补充文件。',
  },
  'engine.bad-parameter-path': {
    en: 'A parameter sets {path}, which is no place in workflow {workflow}: {problem}',
    zh: '参数要设置的 {path} 在工作流 {workflow} 中不存在：{problem}',
  },
  'engine.bad-parameter-value': {
    en: 'Workflow {workflow} cannot run with this value of {path}: {problem}',
    zh: '工作流 {workflow} 不能使用 {path} 的这个值：{problem}',
  },
  'trouble.run-buried': {
    en: 'The engine could not be asked to start this run: {reason}. Look at the engine, then deploy again.',
    zh: '无法让引擎启动此运行：{reason}。请先查看引擎，再重新部署。',
  },
  'trouble.act-refused': {
    en: 'The engine did not {verb} this run: {reason}.',
    zh: '引擎没有执行“{verb}”：{reason}。',
  },
} as const satisfies Sentences;
