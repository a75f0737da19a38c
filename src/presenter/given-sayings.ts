/** What the embedded engine says of what a step was given and gives on. The expressions themselves say in English what is wrong with them. */
export const GIVEN_SAYINGS = {
  given: { en: '{why}', zh: '步骤的参数有误：{why}' },
  component: { en: 'component "{name}": {why}', zh: '组件“{name}”：{why}' },
  'no-target': {
    en: '{why}',
    zh: '环境“{environment}”中没有目标接收类型为“{type}”的组件“{name}”，请核对引擎的 “targets”',
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
  'duration-wrong': {
    en: '"duration": {why}',
    zh: '“duration” 的值“{value}”不可用：请写成大于零的时长，例如 “1h30m”',
  },
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
  'program-barred': { en: '{why}', zh: '引擎的 “exec: {allow: […]}” 中没有程序“{program}”' },
  'variable-barred': {
    en: '{why}',
    zh: '步骤不能设置变量“{name}”：不是有效的变量名，或会导致运行其他程序',
  },
  'cwd-no-text': { en: '"cwd" is not a text', zh: '“cwd” 不是文本' },
  'environment-no-object': { en: '"environment" is not an object', zh: '“environment” 不是对象' },
  'variable-unknown': {
    en: 'the variable {name} is no text, or its secret is not known here',
    zh: '变量 {name} 不是文本，或此处没有对应的密钥',
  },
} as const;
