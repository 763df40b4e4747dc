import { configure } from '@testing-library/dom';

// A busy machine takes its time to load what is imported when it is needed.
configure({ asyncUtilTimeout: 10_000 });
