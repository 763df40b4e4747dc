import { useState } from 'react';
import { useStore } from 'zustand';
import { imageHosts, isAllowed } from '../../conversation/imageHosts';
import { useText } from '../settings/preferences';

interface Props {
  readonly src: string | undefined;
  readonly alt: string | undefined;
}

/**
 * An image from elsewhere is fetched only from hosts that the operator allows, and when the reader asks: its address may
 * carry what the model saw. Of other hosts there is a link that names them.
 */
export function Image({ src, alt }: Props) {
  const t = useText();
  const [wanted, setWanted] = useState(false);
  const hosts = useStore(imageHosts);
  const url = src === undefined ? undefined : parse(src);
  if (url === undefined) return <span>{alt}</span>;
  if (url.origin === location.origin || (wanted && isAllowed(url, hosts))) {
    return <img src={url.href} alt={alt ?? ''} loading="lazy" referrerPolicy="no-referrer" />;
  }
  if (isAllowed(url, hosts)) {
    return (
      <button
        type="button"
        className="chip"
        onClick={() => {
          setWanted(true);
        }}
      >
        {t.showImage(url.host)}
        {alt === undefined || alt === '' ? '' : ` – ${alt}`}
      </button>
    );
  }
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      {alt === undefined || alt === '' ? url.href : t.imageAt(alt, url.host)}
    </a>
  );
}

function parse(src: string): URL | undefined {
  try {
    const url = new URL(src, document.baseURI);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}
