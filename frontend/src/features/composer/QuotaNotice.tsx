import { WarningIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { Quota } from '../chat/ErrorBlock';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';

/** Whether the quota is used up, until it begins anew. */
export function usePaused(): boolean {
  const until = useChatState((state) => state.quota?.retryAt);
  return useSecondsUntil(until ?? 0) > 0;
}

/** Why nothing can be sent, and until when; what was typed stays. */
export function QuotaNotice() {
  const t = useText();
  const quota = useChatState((state) => state.quota);
  const paused = usePaused();
  const span = quota?.detail === 'month' ? 'month' : 'day';
  return (
    <div role="status">
      {paused && quota !== undefined && (
        <div className="circuit-notice" data-testid="quota-notice">
          <WarningIcon />
          <span>
            {t.quotaPaused[span]} {t.quotaDraft}
            <Quota problem={quota} />
          </span>
        </div>
      )}
    </div>
  );
}
