import type { Language } from '../domain/directory.ts';
import type { RefusalCode } from '../domain/refusal.ts';

/** Refusals that engines and chats share: known by their code, said in the reader's language. */
const REASONS = {
  'unknown-run': { en: 'it does not know this run', zh: '引擎中没有此运行' },
  'unknown-gate': { en: 'it does not know this step', zh: '引擎中没有此步骤' },
  'unknown-step': { en: 'the run has no such step', zh: '运行中没有此步骤' },
  'step-begun': { en: 'the step has begun already', zh: '步骤已经开始' },
  'run-over': { en: 'the run is over already', zh: '运行已经结束' },
  'run-not-failed': {
    en: 'only a failed or stopped run can be retried',
    zh: '只有失败或已终止的运行才能重试',
  },
  'no-engine': { en: 'its engine is not configured any more', zh: '对应的引擎已不在配置中' },
  expired: { en: 'nobody decided in time', zh: '无人及时决定' },
  changed: {
    en: 'what was approved is not what waits now; it is asked again',
    zh: '已批准的内容与当前等待的内容不一致，已重新发起审批',
  },
  denied: {
    en: 'whoever asked for it does not have the right to it any more',
    zh: '提出请求的人已不再拥有此权限',
  },
  gitops: {
    en: 'its Application is owned by GitOps: here it can only be approved and cancelled',
    zh: '其应用由 GitOps 管理：此处只能审批和取消',
  },
  'nothing-failed': { en: 'none of its steps has failed', zh: '没有失败的步骤' },
  'context-unreadable': {
    en: 'what its steps gave out cannot be taken back; start it once more instead',
    zh: '无法撤回其步骤的输出；请改为重新执行',
  },
  'whole-run-only': {
    en: 'its engine holds a run as a whole, not one step',
    zh: '该引擎只能暂停整个运行，不能暂停单个步骤',
  },
  'suspended-already': { en: 'it waits already', zh: '已处于等待状态' },
  'not-suspended': { en: 'nobody has suspended it by hand', zh: '没有人手动暂停' },
  busy: { en: 'it changes all the time', zh: '对象持续变化' },
  'not-begun': { en: 'KubeVela has not begun it yet', zh: 'KubeVela 尚未开始执行' },
  'no-access': {
    en: 'the credentials for the cluster cannot be used, see doctor',
    zh: '无法使用集群凭据，请运行 doctor 查看',
  },
  Unauthorized: {
    en: 'the cluster does not accept our credentials, see doctor',
    zh: '集群不接受当前凭据，请运行 doctor 查看',
  },
  Forbidden: {
    en: 'the cluster does not give the right to it, see doctor',
    zh: '集群未授予所需权限，请运行 doctor 查看',
  },
  NoSuchPath: {
    en: 'the cluster does not serve this kind of object, see doctor',
    zh: '集群不提供此类对象，请运行 doctor 查看',
  },
  'name-taken': {
    en: 'an object of this name is there that is not ours',
    zh: '已有同名对象，且不是由此处创建',
  },
  gone: { en: 'its object was deleted in the cluster', zh: '对象已在集群中被删除' },
  'strange-version': {
    en: 'the cluster counts the versions of objects in a way that is not known here',
    zh: '无法识别集群的对象版本号',
  },
  superseded: { en: 'a newer version was published', zh: '已发布更新的版本' },
  'zadig-no-authority': {
    en: 'the service account is not among the approvers in Zadig, see doctor',
    zh: '服务账号不在 Zadig 的审批人之中，请运行 doctor 查看',
  },
  'zadig-decided-already': {
    en: 'the service account has decided this step already',
    zh: '服务账号已对此步骤做出过决定',
  },
  'zadig-not-waiting': { en: 'Zadig does not wait for this decision', zh: 'Zadig 并未在等待此决定' },
  'zadig-forbidden': {
    en: 'the service account does not have the right to it in Zadig, see doctor',
    zh: '服务账号在 Zadig 中没有此权限，请运行 doctor 查看',
  },
  'zadig-token': {
    en: 'Zadig does not accept our API token, see doctor',
    zh: 'Zadig 不接受当前 API Token，请运行 doctor 查看',
  },
  'zadig-7050': { en: 'the licence of Zadig does not include this', zh: 'Zadig 的许可证不包含此功能' },
  'zadig-no-jobs': { en: 'Zadig does not tell what would run', zh: 'Zadig 未告知将要执行的内容' },
  'zadig-no-such-path': { en: 'this version of Zadig cannot do it', zh: '当前版本的 Zadig 不支持此操作' },
  'zadig-no-hold': {
    en: 'Zadig holds no run by hand; it can be cancelled',
    zh: 'Zadig 不能手动暂停运行；可以取消',
  },
  'zadig-throttled': { en: 'Zadig takes no more requests right now', zh: 'Zadig 暂时不接受更多请求' },
  'no-task': { en: 'Zadig did not say which task it started', zh: 'Zadig 未告知启动了哪个任务' },
  'not-there-yet': { en: 'its task has not appeared in Zadig', zh: '任务尚未出现在 Zadig 中' },
  'no-json': { en: 'what answers there is not the engine', zh: '该地址的响应不是来自引擎' },
  'too-large': { en: 'its answer is too large', zh: '引擎的响应过大' },
  connection: { en: 'the connection broke', zh: '连接中断' },
  'not-started': { en: 'the engine has not got the run yet', zh: '运行尚未到达引擎' },
  'run-vanished': { en: 'the run was there and is not any more', zh: '运行曾经存在，但已消失' },
  error: { en: 'a fault, see the log', zh: '内部错误，见日志' },
  refused: { en: 'nobody answers there', zh: '无人应答' },
  timeout: { en: 'no answer in time', zh: '未及时应答' },
  'engine-stopped': { en: 'the engine is not running', zh: '引擎没有运行' },
  'unknown-outcome': {
    en: 'it is not known whether the engine has done it',
    zh: '无法确认引擎是否已经执行',
  },
} as const satisfies Readonly<Record<RefusalCode, Words>> & Reasons;

type Words = Readonly<Record<Language, string>>;
type Reasons = Readonly<Record<string, Words>>;

/** What is kept of a refusal: its code where there is a sentence for it, else the engine's own words. */
export function reasonToKeep(code: string, words: string): string {
  return Object.hasOwn(REASONS, code) ? code : words;
}

/** What was kept, as people read it. */
export function reasonText(kept: string, language: Language): string {
  const reasons: Reasons = REASONS;
  return Object.hasOwn(reasons, kept) ? (reasons[kept]?.[language] ?? kept) : kept;
}
