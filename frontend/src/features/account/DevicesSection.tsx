import { useState } from 'react';
import type { AccountApi } from '../../conversation/accountApi';
import type { SignedInDevice } from '../../protocol/account';
import { FormProblem } from '../shell/FormProblem';
import { useAttempt } from '../shell/useAttempt';
import { useFormats } from '../shell/useFormats';
import { deviceName } from './deviceName';
import { useAccountText } from './texts';

interface Props {
  readonly api: AccountApi;
  readonly devices: readonly SignedInDevice[];
  readonly onEnded: (id: string) => void;
}

/** Where somebody is signed in, this device first. */
export function DevicesSection({ api, devices, onEnded }: Props) {
  const words = useAccountText();
  const [said, setSaid] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const sorted = [...devices].sort(
    (a, b) => Number(b.current ?? false) - Number(a.current ?? false) || usedAt(b) - usedAt(a),
  );
  const end = async (id: string) => {
    if (!(await attempt(() => api.endSession(id)))) return;
    onEnded(id);
    setSaid(words.sessionEnded);
  };
  return (
    <>
      <p className="dialog-text">{words.devicesText}</p>
      <ul className="account-list">
        {sorted.map((device) => (
          <Device key={device.id} device={device} busy={busy} onEnd={() => void end(device.id)} />
        ))}
      </ul>
      <FormProblem problem={problem} />
      <p className="dialog-said" role="status">
        {said}
      </p>
    </>
  );
}

interface DeviceProps {
  readonly device: SignedInDevice;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function Device({ device, busy, onEnd }: DeviceProps) {
  const words = useAccountText();
  const { moment } = useFormats();
  const name = deviceName(device.agent) ?? words.unknownDevice;
  return (
    <li data-testid="device">
      <div className="account-line">
        <strong title={device.agent}>{name}</strong>
        {device.current === true ? (
          <span className="badge">{words.thisDevice}</span>
        ) : (
          <button
            type="button"
            className="link-button danger"
            disabled={busy}
            aria-label={words.endSessionOf(name)}
            data-testid="end-session"
            onClick={onEnd}
          >
            {words.endSession}
          </button>
        )}
      </div>
      <small>
        {[device.address, words.created(moment(device.createdAt)), words.lastUsed(moment(usedAt(device)))]
          .filter((part) => part !== undefined)
          .join(' · ')}
      </small>
    </li>
  );
}

function usedAt({ lastUsedAt, createdAt }: SignedInDevice): number {
  return lastUsedAt ?? createdAt;
}
