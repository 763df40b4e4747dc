import { Component, Suspense, type ReactNode } from 'react';
import { useText } from '../settings/preferences';

interface Props {
  readonly children: ReactNode;
}

/** A part of the page that is loaded when it is needed; where that fails, the rest goes on. */
export class Part extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (this.state.failed) return <Failed />;
    return <Suspense fallback={<Loading />}>{this.props.children}</Suspense>;
  }
}

function Loading() {
  const t = useText();
  return <p className="part-note">{t.loading}</p>;
}

function Failed() {
  const t = useText();
  return (
    <div className="part-note" role="alert">
      <p>{t.signIn.partFailed}</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          location.reload();
        }}
      >
        {t.reload}
      </button>
    </div>
  );
}
