import type { Language } from './dictionary';

type Data = Readonly<Record<string, string | number>>;
/** Says what a step was; undefined for one that this page does not know yet. */
type Tell = (
  type: string,
  data: Data,
  seconds: (ms: number) => string,
  node: (id: string) => string,
) => string | undefined;

const has = (value: string | number | undefined): value is string | number =>
  value !== undefined && value !== '';
const text = (value: string | number | undefined) => String(value ?? '?');
const ms = (value: string | number | undefined) => (typeof value === 'number' ? value : 0);
const joined = (parts: readonly (string | undefined)[], by: string) =>
  parts.filter((part) => part !== undefined).join(by);

const tellEn: Tell = (type, data, seconds, node) => {
  const status = has(data.status) ? `status ${text(data.status)}` : undefined;
  const request = has(data.requestId) ? `request id ${text(data.requestId)}` : undefined;
  switch (type) {
    case 'accepted':
      return joined(
        [
          { regenerate: 'Another answer was asked for', continue: 'The answer was to be continued' }[
            text(data.command)
          ] ?? 'The question came in',
          has(data.promptTokens) ? `about ${text(data.promptTokens)} tokens to read` : undefined,
        ],
        ', ',
      );
    case 'leased':
      return 'Saved; this node writes the answer';
    case 'request':
      return joined(
        [
          `Asked ${text(data.model)} of ${text(data.provider)}`,
          has(data.prefixChars) ? `to go on after ${text(data.prefixChars)} characters` : undefined,
        ],
        ', ',
      );
    case 'first-token':
      return joined([`First token after ${seconds(ms(data.afterMs))}`, status, request], ', ');
    case 'refused':
      return joined([`The model did not answer: ${text(data.code)}`, status, request], ', ');
    case 'cut':
      return joined([`The answer broke off: ${text(data.code)}`, request], ', ');
    case 'breaker-open':
      return `${text(data.model)} was not asked: its circuit breaker is open for ${seconds(ms(data.retryAfterMs))}`;
    case 'retrying':
      return `Attempt ${text(data.attempt)} of ${text(data.of)} in ${seconds(ms(data.delayMs))}, because of ${text(data.code)}`;
    case 'continued':
      return `Attempt ${text(data.attempt)} began`;
    case 'fallback':
      return `${text(data.to)} answers instead of ${text(data.from)}, because of ${text(data.code)}`;
    case 'restarted':
      return 'The text began anew';
    case 'left':
      return 'This node let go of the answer';
    case 'takeover':
      return data.from === data.to
        ? 'The node went on with the answer'
        : `Node ${node(text(data.to))} took the answer over from ${node(text(data.from))}`;
    case 'resumed':
      return data.outcome === 'recovered'
        ? 'A reader came back and went on reading'
        : 'A reader came back and got everything anew';
    case 'ended':
      return joined(
        [
          {
            complete: 'The answer was complete',
            stopped:
              {
                owner: 'Stopped by its user',
                'new-question': 'Stopped by the next question',
                deletion: 'Stopped, because the conversation was deleted',
              }[text(data.by)] ?? 'Stopped',
            interrupted: 'The answer ended early',
            failed: 'There was no answer',
          }[text(data.state)] ?? text(data.state),
          has(data.code) ? text(data.code) : undefined,
          has(data.durationMs) ? `${seconds(ms(data.durationMs))} in all` : undefined,
          has(data.outputTokens) ? `${text(data.outputTokens)} tokens` : undefined,
        ],
        ', ',
      );
    default:
      return undefined;
  }
};

const tellZh: Tell = (type, data, seconds, node) => {
  const status = has(data.status) ? `状态 ${text(data.status)}` : undefined;
  const request = has(data.requestId) ? `服务商请求编号 ${text(data.requestId)}` : undefined;
  switch (type) {
    case 'accepted':
      return joined(
        [
          { regenerate: '要求重新回答', continue: '要求继续回答' }[text(data.command)] ?? '收到提问',
          has(data.promptTokens) ? `约 ${text(data.promptTokens)} 个词元` : undefined,
        ],
        '，',
      );
    case 'leased':
      return '已保存，由此节点撰写回答';
    case 'request':
      return joined(
        [
          `向 ${text(data.provider)} 的 ${text(data.model)} 提问`,
          has(data.prefixChars) ? `从第 ${text(data.prefixChars)} 个字符续写` : undefined,
        ],
        '，',
      );
    case 'first-token':
      return joined([`${seconds(ms(data.afterMs))}后收到首个词元`, status, request], '，');
    case 'refused':
      return joined([`模型没有回答：${text(data.code)}`, status, request], '，');
    case 'cut':
      return joined([`回答中断：${text(data.code)}`, request], '，');
    case 'breaker-open':
      return `没有向 ${text(data.model)} 提问：熔断器打开，还有 ${seconds(ms(data.retryAfterMs))}`;
    case 'retrying':
      return `因 ${text(data.code)}，${seconds(ms(data.delayMs))}后第 ${text(data.attempt)} 次尝试（共 ${text(data.of)} 次）`;
    case 'continued':
      return `第 ${text(data.attempt)} 次尝试开始`;
    case 'fallback':
      return `因 ${text(data.code)}，由 ${text(data.to)} 代替 ${text(data.from)} 回答`;
    case 'restarted':
      return '文本重新开始';
    case 'left':
      return '此节点放下了回答';
    case 'takeover':
      return data.from === data.to
        ? '节点继续撰写回答'
        : `节点 ${node(text(data.to))} 从 ${node(text(data.from))} 接手`;
    case 'resumed':
      return data.outcome === 'recovered' ? '读者回来，接着阅读' : '读者回来，重新取得全部内容';
    case 'ended':
      return joined(
        [
          {
            complete: '回答完整',
            stopped:
              { owner: '由用户停止', 'new-question': '因下一个提问而停止', deletion: '因对话被删除而停止' }[
                text(data.by)
              ] ?? '已停止',
            interrupted: '回答提前结束',
            failed: '没有回答',
          }[text(data.state)] ?? text(data.state),
          has(data.code) ? text(data.code) : undefined,
          has(data.durationMs) ? `共 ${seconds(ms(data.durationMs))}` : undefined,
          has(data.outputTokens) ? `${text(data.outputTokens)} 个词元` : undefined,
        ],
        '，',
      );
    default:
      return undefined;
  }
};

const en = {
  title: 'What happened',
  back: 'Back to the chat',
  openConversation: 'Open the conversation',
  unknown: 'Nothing is known of this trace id',
  unknownText:
    'It may belong to somebody else, be too old, or stand for a request that never became an answer. Whoever runs the server finds it in the log.',
  again: 'Look again',
  answerOf: (model: string) => `Answer by ${model}`,
  states: {
    open: 'being written',
    complete: 'complete',
    stopped: 'stopped',
    interrupted: 'ended early',
    failed: 'failed',
  } as Readonly<Record<string, string>>,
  phases: { waiting: 'Waiting', streaming: 'Writing', standstill: 'Standstill' },
  nodes: 'Nodes',
  omitted: (count: number) => `${String(count)} further steps were not kept.`,
  copyText: 'Copy as text',
  copyJson: 'Copy as JSON',
  tell: tellEn,
};

const zh: typeof en = {
  title: '经过',
  back: '返回对话',
  openConversation: '打开对话',
  unknown: '没有这个追踪编号的记录',
  unknownText: '它可能属于别人，可能已经过期，也可能是一个没有得到回答的请求。服务器管理员可以在日志中查到。',
  again: '再看一次',
  answerOf: (model) => `${model} 的回答`,
  states: { open: '撰写中', complete: '完整', stopped: '已停止', interrupted: '提前结束', failed: '失败' },
  phases: { waiting: '等待', streaming: '撰写', standstill: '停顿' },
  nodes: '节点',
  omitted: (count) => `另有 ${String(count)} 个步骤没有保留。`,
  copyText: '复制为文本',
  copyJson: '复制为 JSON',
  tell: tellZh,
};

export type TraceTexts = typeof en;
export const traceTexts: Readonly<Record<Language, TraceTexts>> = { en, 'zh-CN': zh };
