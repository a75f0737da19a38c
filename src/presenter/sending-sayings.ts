/** What the embedded engine says of the messages of a notification step. */
export const SENDING_SAYINGS = {
  'sent-to': { en: 'sent to {names}', zh: '已发送至 {names}' },
  'not-sent': { en: 'not sent ({note})', zh: '未发送（{note}）' },
  'not-sent-because': { en: 'not sent ({note}): {why}', zh: '未发送（{note}）：{why}' },
  'letter-not-sent': {
    en: 'email to {to}: not sent ({note})',
    zh: '发给 {to} 的邮件未发送（{note}）',
  },
  'letter-not-sent-because': {
    en: 'email to {to}: not sent ({note}): {why}',
    zh: '发给 {to} 的邮件未发送（{note}）：{why}',
  },
  'nobody-asked-here': {
    en: 'nothing is sent for a run that nobody asked for here',
    zh: '此运行不是从这里发起的，不发送任何消息',
  },
  'outlet-no-address': {
    en: 'the address of {outlet} does not begin with http:// or https://',
    zh: '{outlet} 的地址不是以 “http://” 或 “https://” 开头',
  },
  'slack-gone': {
    en: 'the webhook is gone, make a new one',
    zh: 'Webhook 已失效，请新建一个',
  },
  'robot-gone': {
    en: 'no robot has this address, look into the group',
    zh: '没有机器人使用此地址，请到群里查看',
  },
  'mail-gone': {
    en: 'no such server or mailbox, compare host, port and address',
    zh: '没有这个服务器或邮箱，请核对主机、端口和地址',
  },
  'slack-barred': {
    en: 'Slack does not let the webhook post there',
    zh: 'Slack 不允许该 Webhook 在那里发消息',
  },
  'robot-barred': {
    en: 'its keyword or IP list is against it, or it wants a signature (a step cannot sign)',
    zh: '被机器人的关键词或 IP 白名单拦截，或机器人要求加签（步骤不支持加签）',
  },
  'dingtalk-barred': {
    en: '310000, its keyword or IP list is against it, or it wants a signature (a step cannot sign)',
    zh: '310000，被机器人的关键词或 IP 白名单拦截，或机器人要求加签（步骤不支持加签）',
  },
  'password-refused': { en: 'the server does not take the password', zh: '邮件服务器不接受该密码' },
  'card-refused': {
    en: 'the message is not what it takes, compare its fields',
    zh: '消息内容不被接受，请核对各字段',
  },
  'send-address-refused': {
    en: 'steps do not send to such an address unless "http: {allow: […]}" of the engine names it',
    zh: '步骤不会向此类地址发送，除非在引擎的 “http: {allow: […]}” 中放行',
  },
  'secret-missing': {
    en: 'the engine has no such secret any more',
    zh: '引擎中已没有该密钥',
  },
  'perhaps-sent': {
    en: 'it may have arrived, look there before you retry',
    zh: '消息可能已送达，重试前请先到那里查看',
  },
} as const;
