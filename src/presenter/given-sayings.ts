/** What the embedded engine says of what a step was given and gives on. The expressions themselves say in English what is wrong with them. */
export const GIVEN_SAYINGS = {
  given: { en: '{why}', zh: '步骤的参数有误：{why}' },
  component: { en: 'component "{name}": {why}', zh: '组件“{name}”：{why}' },
  'no-target': {
    en: 'no target takes component "{name}" of type "{type}" ({why})',
    zh: '没有目标接收组件“{name}”（类型“{type}”）：{why}',
  },
  'no-target-at': {
    en: 'no target takes component "{name}" of type "{type}" at {at} ({why})',
    zh: '没有目标在 {at} 接收组件“{name}”（类型“{type}”）：{why}',
  },
  'no-target-in': {
    en: 'no target takes component "{name}" of type "{type}" in "{environment}" ({why})',
    zh: '环境“{environment}”中没有目标接收组件“{name}”（类型“{type}”）：{why}',
  },
  'no-target-at-in': {
    en: 'no target takes component "{name}" of type "{type}" at {at} in "{environment}" ({why})',
    zh: '环境“{environment}”中没有目标在 {at} 接收组件“{name}”（类型“{type}”）：{why}',
  },
  'targets-none': { en: 'the configuration names no targets', zh: '配置中没有任何目标' },
  'target-takes': {
    en: '{target} takes {types} in {environments}',
    zh: '{target} 接收的类型：{types}，环境：{environments}',
  },
  'target-takes-at': {
    en: '{target} takes {types} in {environments} at {at}',
    zh: '{target} 接收的类型：{types}，环境：{environments}，位置：{at}',
  },
  'no-cluster': {
    en: 'no cluster has the labels that the topology asks for: nothing was deployed',
    zh: '没有集群具有拓扑策略所要求的标签：未部署任何内容',
  },
  'input-missing': { en: 'the input {name} is not there', zh: '缺少输入 {name}' },
  'input-no-place': {
    en: 'the input {name} has no place: {why}',
    zh: '输入 {name} 无处可放：{why}',
  },
  'output-null': { en: 'output {name} is null: {why}', zh: '输出 {name} 为空：{why}' },
  'message-no-text': {
    en: '"message" must be a text, but is {kind}',
    zh: '“message” 必须是文本，但实际为{kind}',
  },
  'duration-no-text': { en: '"duration": {kind}', zh: '“duration” 必须是时长，但实际为{kind}' },
  'duration-wrong': { en: '"duration": {why}', zh: '“duration” 有误：{why}' },
  'duration-unread': {
    en: '"{text}" is not a duration: write it with h, m, s or ms, as in "1h30m" (days are not known: "24h")',
    zh: '“{text}”不是时长：请用 “h”、“m”、“s” 或 “ms” 书写，例如 “1h30m”（不支持天，请写 “24h”）',
  },
  'duration-long': { en: '"{text}" is too long for a duration', zh: '时长“{text}”过长' },
  'duration-none': { en: '"{text}" is no time at all', zh: '时长“{text}”必须大于零' },
  'url-wrong': {
    en: '"url" is not an address that begins with http:// or https://',
    zh: '“url” 不是以 “http://” 或 “https://” 开头的地址',
  },
  'url-wrong-or-secret': {
    en: '"url" is not an address that begins with http:// or https://, or its secret is not known here',
    zh: '“url” 不是以 “http://” 或 “https://” 开头的地址，或此处没有对应的密钥',
  },
  'method-or-header-wrong': {
    en: '"method" or "header" is not what it should be',
    zh: '“method” 或 “header” 的类型不正确',
  },
  'header-no-text': { en: 'header "{name}" is not a text', zh: '请求头“{name}”不是文本' },
  'secret-header-wrong': {
    en: 'an item of "headersFromSecret" names no header, or a secret that is not known here',
    zh: '“headersFromSecret” 中有一项没有指定请求头，或此处没有对应的密钥',
  },
  'command-no-list': {
    en: '"command" is not a list of texts: the program and its arguments',
    zh: '“command” 不是文本列表：应为程序及其参数',
  },
  'program-barred': {
    en: 'the program {program} is not under "exec: {allow: […]}" of this engine ({why})',
    zh: '程序 {program} 不在此引擎的 “exec: {allow: […]}” 中（{why}）',
  },
  'names-none': { en: 'it names none', zh: '其中没有任何程序' },
  names: { en: 'it names {names}', zh: '其中有 {names}' },
  'variable-no-name': { en: '"{name}" is no name of a variable', zh: '“{name}”不是有效的变量名' },
  'variable-barred': {
    en: 'the variable {name} can have another program run, so only the configuration sets it',
    zh: '变量 {name} 会导致运行其他程序，只能在配置中设置',
  },
  'cwd-no-text': { en: '"cwd" is not a text', zh: '“cwd” 不是文本' },
  'environment-no-object': { en: '"environment" is not an object', zh: '“environment” 不是对象' },
  'variable-unknown': {
    en: 'the variable {name} is no text, or its secret is not known here',
    zh: '变量 {name} 不是文本，或此处没有对应的密钥',
  },
} as const;
