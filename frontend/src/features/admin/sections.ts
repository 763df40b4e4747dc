const sections = ['overview', 'users', 'invitations', 'usage', 'audit'] as const;
export type AdminSection = (typeof sections)[number];
export const adminSections: readonly AdminSection[] = sections;

/** The part of the administration that a location hash names; undefined where it names something else. */
export function adminInHash(hash: string): AdminSection | undefined {
  const found = /^#\/admin(?:\/([a-z]+))?$/.exec(hash);
  if (found === null) return undefined;
  return sections.find((section) => section === found[1]) ?? 'overview';
}

export function adminHash(section: AdminSection): string {
  return section === 'overview' ? '#/admin' : `#/admin/${section}`;
}
