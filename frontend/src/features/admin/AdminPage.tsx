import { useMemo } from 'react';
import { createAdminApi, type AdminApi } from '../../conversation/adminApi';
import { SidePage } from '../shell/SidePage';
import { useRest } from '../shell/useRest';
import { AuditSection } from './AuditSection';
import { InvitationsSection } from './InvitationsSection';
import { OverviewSection } from './OverviewSection';
import { adminHash, adminSections, type AdminSection } from './sections';
import { useAdminText } from './texts';
import { UsageSection } from './UsageSection';
import { UsersSection } from './UsersSection';
import './admin.css';

/** What an administrator sees and does: the server at work, users, invitations, usage, and who did what. */
export function AdminPage({ section }: { readonly section: AdminSection }) {
  const words = useAdminText();
  const rest = useRest();
  const api = useMemo(() => createAdminApi(rest), [rest]);
  return (
    <SidePage name="admin" title={`${words.sections[section]} – ${words.title}`} back={words.back}>
      <nav className="admin-nav" aria-label={words.title}>
        {adminSections.map((other) => (
          <a
            key={other}
            href={adminHash(other)}
            aria-current={other === section ? 'page' : undefined}
            data-testid={`admin-${other}`}
          >
            {words.sections[other]}
          </a>
        ))}
      </nav>
      <main className="admin-main">
        <h1>{words.sections[section]}</h1>
        <Section section={section} api={api} />
      </main>
    </SidePage>
  );
}

function Section({ section, api }: { readonly section: AdminSection; readonly api: AdminApi }) {
  switch (section) {
    case 'overview':
      return <OverviewSection api={api} />;
    case 'users':
      return <UsersSection api={api} />;
    case 'invitations':
      return <InvitationsSection api={api} />;
    case 'usage':
      return <UsageSection api={api} />;
    case 'audit':
      return <AuditSection api={api} />;
  }
}
