import { hasOptions } from '../../conversation/options';
import { isLocal } from '../../conversation/keys';
import { currentOptions } from '../../conversation/state';
import { SettingsIcon } from '../../ui/icons';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { openDialog } from '../shell/shell';

/** Opens the settings of the conversation, and shows whether there are any. */
export function OptionsButton() {
  const t = useText();
  const changed = useChatState((state) => hasOptions(currentOptions(state)));
  const underway = useChatState((state) => state.openKey !== undefined && isLocal(state.openKey));
  if (underway) return null;
  const label = changed ? t.chatSettingsSet : t.chatSettings;
  return (
    <button
      type="button"
      className="icon-button options-button"
      aria-label={label}
      title={label}
      aria-haspopup="dialog"
      data-changed={changed}
      data-testid="options"
      onClick={() => {
        openDialog({ kind: 'options' });
      }}
    >
      <SettingsIcon />
    </button>
  );
}
