/** Up to here all messages are in the page, so that it can be searched and read from its beginning to its end. */
const ALL_UP_TO = 40;

export function isVirtual(messages: number): boolean {
  return messages > ALL_UP_TO;
}
