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
export const UpIcon = () => (
  <Icon>
    <path d="M10 16V5M5 9.500l5-5 5 5" />
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

export const SearchIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="5" />
    <path d="m13 13 4 4" />
  </Icon>
);
export const MoreIcon = () => (
  <Icon>
    <g fill="currentColor" stroke="none">
      <circle cx="4.500" cy="10" r="1.500" />
      <circle cx="10" cy="10" r="1.500" />
      <circle cx="15.500" cy="10" r="1.500" />
    </g>
  </Icon>
);
export const PinIcon = () => (
  <Icon>
    <path d="M7.500 3.500h5M8 3.500v5l-2 2.500v1h8v-1L12 8.500v-5M10 12v5" />
  </Icon>
);
export const ArchiveIcon = () => (
  <Icon>
    <rect x="3" y="4" width="14" height="4" rx="1" />
    <path d="M4.500 8v7a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V8M8 11.500h4" />
  </Icon>
);
export const PencilIcon = () => (
  <Icon>
    <path d="M4 16l.8-3.400L13 4.400a1.400 1.400 0 0 1 2 0l.6.6a1.400 1.400 0 0 1 0 2L7.400 15.200zM11.500 6l2.500 2.500" />
  </Icon>
);
export const TrashIcon = () => (
  <Icon>
    <path d="M4 6h12M8 6V4h4v2M5.500 6l.7 10h7.600l.7-10M8.500 9v4.500M11.500 9v4.500" />
  </Icon>
);
export const ShareIcon = () => (
  <Icon>
    <path d="M10 12V3.500M6.800 6.500 10 3.500l3.200 3M6 9.500H4.500V16h11V9.500H14" />
  </Icon>
);
export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.500V12M6.500 9l3.500 3.500L13.500 9M4 16h12" />
  </Icon>
);
export const UploadIcon = () => (
  <Icon>
    <path d="M10 13V4.500M6.500 8 10 4.500 13.500 8M4 16h12" />
  </Icon>
);
export const ThumbUpIcon = () => (
  <Icon>
    <path d="M6.500 9v7H4V9zM6.500 9l3-5.500c1.200 0 2 .9 1.800 2L11 8h4a1.300 1.300 0 0 1 1.300 1.600l-1.200 5A1.800 1.800 0 0 1 13.400 16H6.500" />
  </Icon>
);
export const ThumbDownIcon = () => (
  <Icon>
    <path d="M13.500 11V4H16v7zM13.500 11l-3 5.500c-1.200 0-2-.9-1.800-2L9 12H5a1.300 1.300 0 0 1-1.300-1.600l1.200-5A1.800 1.800 0 0 1 6.600 4h6.900" />
  </Icon>
);
export const InfoIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.500" />
    <path d="M10 9.300v4M10 6.700v.1" />
  </Icon>
);
export const GearIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="2.300" />
    <path d="M10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.500 1.500M13.500 13.500 15 15M15 5l-1.500 1.500M6.500 13.500 5 15" />
  </Icon>
);
export const KeyboardIcon = () => (
  <Icon>
    <rect x="2.500" y="5" width="15" height="10" rx="2" />
    <path d="M6 8.500h.01M9 8.500h.01M12 8.500h.01M14.500 8.500h.01M7 12h6" />
  </Icon>
);
export const PersonIcon = () => (
  <Icon>
    <circle cx="10" cy="7" r="3" />
    <path d="M4 16.500c.6-3 3-4.500 6-4.500s5.400 1.500 6 4.500" />
  </Icon>
);
export const DoorIcon = () => (
  <Icon>
    <path d="M11 3.500H5v13h6M8.500 10H17M14 7l3 3-3 3" />
  </Icon>
);
export const GaugeIcon = () => (
  <Icon>
    <path d="M4 15a7.500 7.500 0 1 1 12 0M10 11.500l3-3.500" />
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
