import { Dialog } from '../../ui/Dialog';
import { isMac } from '../../ui/isMac';
import { useText } from '../settings/preferences';

const MOD = isMac ? '⌘' : 'Ctrl';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const shortcuts: readonly (readonly [readonly string[], string])[] = [
    [[MOD, 'K'], t.shortcutSearch],
    [[MOD, 'F'], t.shortcutFind],
    [[MOD, 'Shift', 'O'], t.shortcutNew],
    [['Enter'], t.shortcutSend],
    [['Shift', 'Enter'], t.shortcutLine],
    [['Esc'], t.shortcutStop],
    [['↑'], t.shortcutEdit],
    [['/'], t.shortcutCommands],
    [['F2'], t.shortcutRename],
    [[MOD, 'Z'], t.shortcutUndo],
    [['?'], t.shortcutHelp],
  ];
  return (
    <Dialog title={t.shortcuts} closeLabel={t.close} testId="shortcuts-dialog" onClose={onClose}>
      <dl className="shortcuts">
        {shortcuts.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
