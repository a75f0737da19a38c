/** What engines say of the course of a run: who decided, what was cancelled, what took too long. */
export const COURSE_SAYINGS = {
  words: { en: '{words}', zh: '{words}' },
  approved: { en: 'approved by {by}', zh: '{by} 已批准' },
  'approved-because': { en: 'approved by {by}: {why}', zh: '{by} 已批准：{why}' },
  rejected: { en: 'rejected by {by}', zh: '{by} 已拒绝' },
  'rejected-because': { en: 'rejected by {by}: {why}', zh: '{by} 已拒绝：{why}' },
  cancelling: { en: '{by} cancels it', zh: '{by} 正在取消' },
  cancelled: { en: 'cancelled by {by}', zh: '{by} 已取消' },
  'run-cancelled': { en: 'the run was cancelled', zh: '运行已取消' },
  'hand-waits': {
    en: 'waits for a hand: to approve begins it, to reject cancels the run',
    zh: '等待手动执行：批准后开始执行，拒绝则取消运行',
  },
  'error-waits': {
    en: 'it failed and waits: to approve goes on all the same, to reject takes it for a failure',
    zh: '执行失败，等待处理：批准则忽略错误继续执行，拒绝则判定为失败',
  },
  'nobody-asked': {
    en: 'the run was cancelled, so nobody is asked',
    zh: '运行已取消，不再发起审批',
  },
  'late-seconds': { en: 'not finished within {seconds} s', zh: '未在 {seconds} 秒内完成' },
  'late-minutes': { en: 'not finished within {minutes} min', zh: '未在 {minutes} 分钟内完成' },
  'last-try': { en: 'the last try failed: {why}', zh: '最后一次尝试失败：{why}' },
  'timed-out': { en: 'not finished in time', zh: '未按时完成' },
  'wait-over': { en: 'the time to wait is over', zh: '等待时间已到' },
  ended: { en: 'it was ended', zh: '已被终止' },
  'ended-before': { en: 'it had come to its end by then', zh: '此前它已经结束' },
  killed: {
    en: 'it did not end when it was asked to, and was killed',
    zh: '收到结束请求后未结束，已被强制终止',
  },
  'try-failed': {
    en: 'try {failures} of {tries} failed, next in {seconds} s: {why}',
    zh: '第 {failures} 次尝试失败（共 {tries} 次），{seconds} 秒后重试：{why}',
  },
  'gave-up': {
    en: 'failed {failures} times, at last: {why}',
    zh: '已失败 {failures} 次，最后一次：{why}',
  },
  'if-unclear': { en: 'pre check error: {why}', zh: '条件无法计算：{why}' },
  retrying: { en: 'retrying: {why}', zh: '正在重试：{why}' },
  'replaced-or-deleted': {
    en: 'replaced by a newer run or deleted',
    zh: '已被更新的运行取代，或已被删除',
  },
  'deleted-in-cluster': { en: 'deleted in the cluster', zh: '已在集群中被删除' },
} as const;
