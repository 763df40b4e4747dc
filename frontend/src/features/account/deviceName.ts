/** The first that fits counts: most browsers name others too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bChromium\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];
const MAX_CHARS = 60;

/** Browser and system as people call them; what is neither is shown as it names itself. */
export function deviceName(agent: string | undefined): string | undefined {
  if (agent === undefined || agent.trim() === '') return undefined;
  const found = [browsers, systems].flatMap((names) => {
    const name = names.find(([pattern]) => pattern.test(agent))?.[1];
    return name === undefined ? [] : [name];
  });
  return found.length === 0 ? agent.slice(0, MAX_CHARS) : found.join(', ');
}
