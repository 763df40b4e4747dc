import type { Entrance } from '../../conversation/entrance';
import { problemOf } from '../../conversation/problems';
import { DoorIcon, GaugeIcon, MoreIcon, PersonIcon } from '../../ui/icons';
import { MenuButton, type MenuItem } from '../../ui/Menu';
import { useLanguage, useText } from '../settings/preferences';
import { notify, openDialog } from '../shell/shell';
import { useEntrance, useEntranceState } from './useEntrance';

/** Who is here; for those who have an account also what they can do with it. */
export function UserMenu({ name }: { readonly name: string }) {
  const t = useText();
  const entrance = useEntrance();
  const user = useEntranceState((state) => state.session?.user);
  const known = entrance !== undefined && user !== undefined && user.guest !== true;
  const shown = known ? user.name : name;
  return (
    <>
      <span className="avatar" aria-hidden="true">
        {shown.slice(0, 1).toUpperCase()}
      </span>
      <span className="user-name">
        <span data-testid="user-name">{shown}</span>
        {known && user.role !== undefined && <small>{t.roles[user.role]}</small>}
      </span>
      {known && <Commands entrance={entrance} name={shown} isAdmin={user.role === 'admin'} />}
    </>
  );
}

interface CommandsProps {
  readonly entrance: Entrance;
  readonly name: string;
  readonly isAdmin: boolean;
}

function Commands({ entrance, name, isAdmin }: CommandsProps) {
  const t = useText();
  const language = useLanguage();
  const account: MenuItem = {
    key: 'account',
    label: t.account,
    icon: <PersonIcon />,
    onSelect: () => {
      openDialog({ kind: 'account' });
    },
  };
  const admin: MenuItem = {
    key: 'admin',
    label: t.administration,
    icon: <GaugeIcon />,
    onSelect: () => {
      location.hash = '#/admin';
    },
  };
  const signOut: MenuItem = {
    key: 'sign-out',
    label: t.signOut,
    icon: <DoorIcon />,
    onSelect: () => {
      entrance.signOut().catch((error: unknown) => {
        notify(problemOf(error).message[language]);
      });
    },
  };
  return (
    <MenuButton
      label={t.userMenu(name)}
      icon={<MoreIcon />}
      align="end"
      testId="user-menu"
      groups={[isAdmin ? [account, admin] : [account], [signOut]]}
    />
  );
}
