/** The lazily loaded part. */
export { EventLog } from './eventLog';
export { EventLogPanel } from './EventLogPanel';
