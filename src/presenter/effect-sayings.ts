/** What the embedded engine says of commands and requests. */
export const EFFECT_SAYINGS = {
  'cut-off': {
    en: 'the command was cut off: its process is gone and left no exit code; what it did so far may be half of it',
    zh: '命令已中断：其进程已消失且没有留下退出码；它可能只执行了一部分',
  },
  'cut-off-elsewhere': {
    en: "the command was cut off: the data folder in which its command was begun is not this server's, so how it ended cannot be told",
    zh: '命令已中断：启动该命令时使用的数据目录不属于本服务器，无法得知其结果',
  },
  elsewhere: {
    en: "the data folder in which its command was begun is not this server's, so how it ended cannot be told",
    zh: '启动该命令时使用的数据目录不属于本服务器，无法得知其结果',
  },
  exit: { en: 'the command ended with exit code {exit}', zh: '命令以退出码 {exit} 结束' },
  'exit-saying': {
    en: 'the command ended with exit code {exit}: {why}',
    zh: '命令以退出码 {exit} 结束：{why}',
  },
  signal: { en: 'the command was ended by {signal}', zh: '命令被信号 {signal} 终止' },
  'signal-saying': {
    en: 'the command was ended by {signal}: {why}',
    zh: '命令被信号 {signal} 终止：{why}',
  },
  'target-late': {
    en: 'the command was ended: its target allows it {seconds} s',
    zh: '命令已被终止：其目标最多允许 {seconds} 秒',
  },
  'not-started': {
    en: 'the command could not be started: the process that runs it ended at once',
    zh: '无法启动命令：负责运行它的进程随即退出',
  },
  'program-not-started': {
    en: '{program} could not be started: {why}',
    zh: '无法启动 {program}：{why}',
  },
  'program-no-folder': {
    en: '{program} could not be started: its folder {folder} is not there',
    zh: '无法启动 {program}：工作目录 {folder} 不存在',
  },
  'output-over': {
    en: 'its output of {size} bytes is over the limit of {limit} and was not read',
    zh: '输出为 {size} 字节，超过上限 {limit} 字节，未读取',
  },
  'output-deep': {
    en: 'its output has more than {limit} lists and objects in each other and was not read',
    zh: '输出嵌套超过 {limit} 层，未读取',
  },
  'output-lost': {
    en: 'its output was not read: the disk did not take all of it',
    zh: '未读取输出：磁盘未能完整写入',
  },
  answered: { en: '{host} answered {status}', zh: '{host} 返回状态码 {status}' },
  redirected: {
    en: '{host} answered {status}, a redirect, which is not followed',
    zh: '{host} 返回状态码 {status}（重定向），不会跟随重定向',
  },
  'answer-over': {
    en: 'the answer of {host} is over the limit of {limit} bytes',
    zh: '{host} 的响应超过上限 {limit} 字节',
  },
  'answer-deep': {
    en: 'the answer of {host} has more than {limit} lists and objects in each other',
    zh: '{host} 的响应嵌套超过 {limit} 层',
  },
  'answer-no-json': {
    en: 'the answer of {host} ({status}) is not JSON',
    zh: '{host} 的响应（状态码 {status}）不是 JSON',
  },
  'no-answer': {
    en: '{host}: no answer within {seconds} s',
    zh: '{host} 在 {seconds} 秒内没有响应',
  },
  'no-http-request': {
    en: 'what is to be sent to {host} is no HTTP request: look at its address and its headers',
    zh: '要发往 {host} 的内容不是有效的 HTTP 请求：请检查地址和请求头',
  },
  'address-refused': {
    en: '{host} is {what}, which steps do not send to; "http: {allow: […]}" of the engine can allow it',
    zh: '{host} 是{what}，步骤不会向此类地址发送；可在引擎的 “http: {allow: […]}” 中放行',
  },
  'name-refused': {
    en: '{host} leads to {what}, which steps do not send to; "http: {allow: […]}" of the engine can allow it',
    zh: '{host} 解析为{what}，步骤不会向此类地址发送；可在引擎的 “http: {allow: […]}” 中放行',
  },
} as const;
