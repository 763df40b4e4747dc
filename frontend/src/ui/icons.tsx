import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);
export const MenuIcon = () => (
  <Icon>
    <path d="M3 6h14M3 10h14M3 14h9" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);
export const SendIcon = () => (
  <Icon>
    <path d="M10 16V4.500M5 9l5-5 5 5" />
  </Icon>
);
export const StopIcon = () => (
  <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <rect x="5.500" y="5.500" width="9" height="9" rx="2" fill="currentColor" />
  </svg>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="7" y="7" width="9" height="9" rx="2" />
    <path d="M13 7V5.500A1.500 1.500 0 0 0 11.500 4h-6A1.500 1.500 0 0 0 4 5.500v6A1.500 1.500 0 0 0 5.500 13H7" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="m4.500 10.500 3.500 3.500 7.500-8" />
  </Icon>
);
export const AgainIcon = () => (
  <Icon>
    <path d="M15.500 8A6 6 0 1 0 16 11M16 4v4h-4" />
  </Icon>
);
export const ChevronIcon = () => (
  <Icon>
    <path d="m6 8 4 4 4-4" />
  </Icon>
);
export const PreviousIcon = () => (
  <Icon>
    <path d="m12 5-5 5 5 5" />
  </Icon>
);
export const NextIcon = () => (
  <Icon>
    <path d="m8 5 5 5-5 5" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="M10 4v11M5 10.500l5 5 5-5" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M3 6h7M14 6h3M3 14h3M10 14h7" />
    <circle cx="12" cy="6" r="2" />
    <circle cx="8" cy="14" r="2" />
  </Icon>
);
export const WarningIcon = () => (
  <Icon>
    <path d="M10 3.500 17.500 16h-15zM10 8v3.500M10 13.800v.1" />
  </Icon>
);
export const ThoughtIcon = () => (
  <Icon>
    <path d="M10 3a5 5 0 0 0-3 9v2h6v-2a5 5 0 0 0-3-9zM8 17h4" />
  </Icon>
);

export const Logo = () => (
  <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" className="logo-ground" />
    <path
      className="logo-bubble"
      d="M7 10.500A3.500 3.500 0 0 1 10.500 7h11A3.500 3.500 0 0 1 25 10.500v7a3.500 3.500 0 0 1-3.500 3.500H15l-4.600 3.800c-.6.5-1.400.1-1.400-.7V21a3 3 0 0 1-2-2.900z"
    />
    <path className="logo-line" d="M11.500 12h9M11.500 16h4" />
    <circle className="logo-dot" cx="19.600" cy="16" r="1.500" />
  </svg>
);
