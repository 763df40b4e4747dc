import { useCallback, useMemo, useState } from 'react';
import { createAccountApi } from '../../conversation/accountApi';
import { Dialog } from '../../ui/Dialog';
import { Tabs } from '../../ui/Tabs';
import { useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { useLoaded } from '../shell/useLoaded';
import { useRest } from '../shell/useRest';
import { DataSection } from './DataSection';
import { DevicesSection } from './DevicesSection';
import { KeysSection } from './KeysSection';
import { ProfileSection } from './ProfileSection';
import { useAccountText } from './texts';
import './account.css';

type Section = 'profile' | 'devices' | 'keys' | 'data';
const sections: readonly Section[] = ['profile', 'devices', 'keys', 'data'];

/** Who one is here, where one is signed in, keys for programs, and one's data. */
export function AccountDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const words = useAccountText();
  const rest = useRest();
  const api = useMemo(() => createAccountApi(rest), [rest]);
  const [section, setSection] = useState<Section>('profile');
  const { value: account, problem, reload, change } = useLoaded(useCallback(() => api.account(), [api]));
  return (
    <Dialog title={words.title} closeLabel={t.close} testId="account-dialog" onClose={onClose}>
      <Tabs
        label={words.title}
        tabs={sections.map((key) => ({ key, label: words.sections[key] }))}
        selected={section}
        onSelect={setSection}
      >
        <Refused title={words.title} problem={problem} onAgain={reload} />
        {account === undefined && problem === undefined && <p className="dialog-text">{t.loading}</p>}
        {account !== undefined && section === 'profile' && (
          <ProfileSection
            api={api}
            account={account}
            onChange={(changed) => {
              change(() => changed);
            }}
          />
        )}
        {account !== undefined && section === 'devices' && (
          <DevicesSection
            api={api}
            devices={account.sessions}
            onEnded={(id) => {
              change((before) => ({ ...before, sessions: before.sessions.filter((one) => one.id !== id) }));
            }}
          />
        )}
        {account !== undefined && section === 'keys' && <KeysSection api={api} />}
        {account !== undefined && section === 'data' && <DataSection api={api} account={account} />}
      </Tabs>
    </Dialog>
  );
}
