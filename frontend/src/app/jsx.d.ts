import type { JSX as Jsx } from 'react';

/** hast-util-to-jsx-runtime looks for these where React no longer puts them. */
declare global {
  namespace JSX {
    type ElementClass = Jsx.ElementClass;
    type Element = Jsx.Element;
    type IntrinsicElements = Jsx.IntrinsicElements;
  }
}
